"""The lookup table beside the installed parsers of cinderclient, OpenStackClient and our own."""

import json
import socket
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest

from blockctl import argv
from blockctl.cli import root
from blockctl.errors import BlockctlError
from blockctl.migration import extension, syntax
from blockctl.migration.parser import NotCinder, parse
from blockctl.migration.row import BLOCKCTL, OPENSTACK
from blockctl.migration.rows import table
from blockctl.migration.translate import translate
from blockctl.migration.writing import Untranslatable
from tests.parity.cinder_lines import lines
from tests.parity.environments import BRICK, PEERS, ROOT, interpreter

INSTALLED = [verb for verb in syntax.verbs() if verb not in extension.VERBS]
EVERY = [line for verb in INSTALLED for line in lines(verb)]

# Lines that the parser must read, or refuse, just as cinder does.
ODD = [
    line.split()
    for line in (
        "list --all-t", "list --all_t", "create --na x 1", "create 1 --name=x", "create --name x 1",
        "create 1 --metadata a=1 b=2", "create --metadata a=1 b=2 5", "create --meta a=1 b=2 5",
        "create", "create --snapshot-id s", "create --backup-id b", "create --image i", "create x",
        "create 1 2", "create 1 --nonsense", "create 1 --vol lvm", "create 1 --volume lvm",
        "create 1 --d x", "create 1 --s x", "create 1 --hint a=1 --hint a=2",
        "--debug list", "list --debug", "--os-volume-api-version 3.10 list", "--os-vol 3.10 list",
        "--os-volume-api-version 3.8 list --group_id x", "--os-volume-api-version 3.8 reimage a b",
        "--os-volume-api-version 3.8 list --group_id=x", "--os-volume-api-version 3 list",
        "--os-volume-api-version 3.60 snapshot-create v --force",
        "--os-volume-api-version 2.0 list",
        "--os-volume-api-version 3.14 metadata v set a=1", "--os-volume-api-version x list",
        "--os-endpoint-type internalURL list", "--os_endpoint_type internalURL list",
        "metadata v set", "metadata v put a=1", "metadata v set a=1 b", "metadata v unset -- a",
        "migrate v h --cluster c", "migrate v", "migrate v h --force", "migrate v h --force True",
        "migrate v h --force yes", "migrate v h --lock-volume --force-host-copy False",
        "show", "show a b", "show -- -a", "show -a", "nonsense", "delete a b --cascade c",
        "delete --cascade a b", "list --limit", "list --limit -1", "extend v x", "extend v 1",
        "list --filters name=a --filters status=b", "list --filters name=a --name b",
        "list --filters name=a status=b", "list --filters name", "list --filters name=a=b",
        "type-list --filters is_public=True", "list --bootable", "list --bootable x --name y",
        "list --tenant", "list --with-count False", "group-show --list-volume -- g",
        "backup-update b --name", "encryption-type-update t --cipher", "help", "help create", "-h",
        "create --help", "list -h", "--version", "--version list", "bash-completion",
        "bash_completion", "quota-update p --volumes", "service-set-log debug --binary *",
        "service-set-log fine", "cluster-show c", "cluster-show cinder-volume c",
        "reset-state --type group g --state error", "reset-state --type x g", "list --name -- x",
        "type-access-add --volume-type t", "manageable-list", "manageable-list h --cluster c",
        "list --display-n x", "snapshot-create v --display x", "rename v n --desc d",
    )
]  # fmt: skip


def ask(script: str, question: Any) -> Any:
    """What a script of peers/ answers in the environment of the peers."""
    done = subprocess.run(
        [interpreter(PEERS), "-W", "ignore", ROOT / "tests/parity/peers" / script],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def declared(environment: str) -> str:
    """What the cinderclient of an environment declares, and what is installed to add to it."""
    script = ROOT / "tests/parity/peers/cinder_syntax.py"
    done = subprocess.run(
        [interpreter(environment), "-W", "ignore", script],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_syntax_is_what_the_installed_cinderclient_declares() -> None:
    shipped = ROOT / "blockctl/migration/cinder.json"
    assert declared(PEERS) == Path(shipped).read_text(), f"write {shipped} anew"


def test_the_brick_extension_s_verbs_are_what_it_declares() -> None:
    verbs = json.loads(declared(BRICK))["verbs"]
    added = {verb: forms for verb, forms in verbs.items() if verb not in INSTALLED}
    [attach] = added["local-attach"]
    [hostname] = [each for each in attach["takes"] if each["names"] == ["--hostname"]]
    # Its default is this host's name.
    assert hostname.pop("default") == socket.gethostname()
    assert added == extension.VERBS


def test_each_verb_has_a_row_and_each_row_a_verb() -> None:
    assert set(table()) == set(syntax.verbs())


def test_lines_are_read_as_cinder_reads_them() -> None:
    asked = EVERY + ODD
    wrong = [
        f"{' '.join(line)}\n  cinder:   {theirs}\n  blockctl: {ours}"
        for line, theirs in zip(asked, ask("cinder_parsing.py", asked), strict=True)
        if not _alike(ours := _read(line), theirs)
    ]
    assert not wrong, "\n".join(wrong)
    assert len(asked) > 700


def _read(line: list[str]) -> dict[str, Any]:
    try:
        read = parse(line)
    except NotCinder:
        return {"refused": True}
    if read.help is not None:
        return {"help": True}
    return {"verb": read.verb, "given": read.given, "shared": read.shared}


def _alike(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    if "verb" not in theirs or "verb" not in ours:
        # cinder answers ``help`` from within, once it has read the line.
        return ours == theirs or ("help" in ours and theirs.get("verb") == "help")
    if ours["verb"].replace("_", "-") != theirs["verb"]:
        return False
    defaults = syntax.defaults(ours["verb"])
    shared = {each.dest: each.default for each in syntax.shared()}
    return _same({**defaults, **ours["given"]}, theirs["given"]) and _same(
        {**shared, **ours["shared"]}, theirs["shared"]
    )


def _same(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    # Nothing is written as None, False, 0, '' or [] in cinder's declarations.
    return all((ours.get(name) or None) == (value or None) for name, value in theirs.items())


def test_each_line_becomes_commands_that_openstack_takes() -> None:
    made = [(line, command[1:]) for line in EVERY for command in _commands(line, OPENSTACK)]
    refusals = ask("cinder_as_openstack.py", [command for _, command in made])
    wrong = [
        f"{' '.join(line)} -> {' '.join(command)}: {refusal}"
        for (line, command), refusal in zip(made, refusals, strict=True)
        if refusal
    ]
    assert not wrong, "\n".join(wrong)
    assert len(made) > 500


@pytest.mark.parametrize("verb", syntax.verbs())
def test_each_line_becomes_commands_that_blockctl_takes(verb: str) -> None:
    wrong = [
        f"{' '.join(line)} -> {' '.join(command)}: {refusal}"
        for line in lines(verb)
        for command in _commands(line, BLOCKCTL)
        if (refusal := _refusal(list(command[1:])))
    ]
    assert not wrong, "\n".join(wrong)


def test_blockctl_lacks_nothing_but_what_cinder_cannot_do_either() -> None:
    lacking = {
        verb: str(why)
        for verb in syntax.verbs()
        for line in lines(verb)
        if (why := _lack(line, BLOCKCTL))
    }
    assert set(lacking) == {"manage"}
    assert "host and cluster both" in lacking["manage"]


def _commands(line: list[str], target: str) -> tuple[tuple[str, ...], ...]:
    try:
        return translate(line, target).commands
    except (NotCinder, Untranslatable):
        return ()


def _lack(line: list[str], target: str) -> str:
    try:
        translate(line, target)
    except NotCinder:
        return ""
    except Untranslatable as lack:
        return lack.message
    return ""


def _refusal(words: list[str]) -> str:
    """Why our own command line does not take ``words``; nothing is run."""
    try:
        leading, rest = argv.global_options_first(words, root.params)
        context = root.make_context("blockctl", leading + argv.whole_words(rest))
        command: click.Command = root
        while isinstance(command, click.Group):
            name, found, rest = command.resolve_command(
                context, [*context._protected_args, *context.args]
            )
            assert found is not None
            command = found
            if not set(rest) <= set(words):
                # A unique beginning of an option; the table must not lean on that.
                return f"is short for {' '.join(rest)}"
            context = command.make_context(name, rest, parent=context)
    except click.UsageError as error:
        return error.format_message()
    except BlockctlError as error:
        return error.message
    return ""
