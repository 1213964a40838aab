"""Writes docs/reference/coverage.md: ``python docs/build_coverage.py``.

Made of what the tests assert: tests/parity/osc.json (what OpenStackClient's parsers take), the
parity cases, the list of deviations, and the lookup table with cinder's syntax.
tests/unit/test_coverage.py fails when the page is not what this makes.
"""

import json
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
# The cases and cinder's lines are among the tests, which are no installed package.
sys.path.insert(0, str(ROOT))

from blockctl import tree  # noqa: E402
from blockctl.migration import extension, syntax  # noqa: E402
from blockctl.migration.deviations import DEVIATIONS  # noqa: E402
from blockctl.migration.parser import NotCinder  # noqa: E402
from blockctl.migration.row import BLOCKCTL  # noqa: E402
from blockctl.migration.syntax import Taken  # noqa: E402
from blockctl.migration.translate import translate  # noqa: E402
from blockctl.migration.writing import Untranslatable  # noqa: E402
from tests.parity.cases import READS, WRITES  # noqa: E402
from tests.parity.cinder_lines import lines  # noqa: E402

TAKEN = ROOT / "tests" / "parity" / "osc.json"
PAGE = FOLDER / "reference" / "coverage.md"
HEAD = """# What of OpenStackClient and cinder is covered

Every block storage command of `openstack` and every verb of `cinder`, with each option. Made by
`docs/build_coverage.py` from the data that the parity tests assert against the installed clients.

"""
OPENSTACK = """
## openstack

`blockctl` has each command under the same words and each option under the same name. A *case* runs
both commands with the option, on one Cinder, and compares what they ask and print. The deviations
are told in [their list](deviations.md).

| Command | Options, each in a case | Deviations |
|---|---|---|
"""
CINDER = """
## cinder

What each verb and each of its options becomes, here with example values. An option that adds
nothing says why.

| Verb | Option | Becomes |
|---|---|---|
"""


class Place(NamedTuple):
    """Where one option of a cinder verb, or the verb itself, has gone.

    ``adds`` are the words that stand for it, and ``why`` is told where there are none.
    """

    verb: str
    option: str
    adds: str
    why: str = ""


def openstack() -> dict[str, Any]:
    """What each of OSC's commands takes, by its words."""
    taken: dict[str, Any] = json.loads(TAKEN.read_text(encoding="utf-8"))
    return taken


def shown() -> dict[str, set[str]]:
    """The words of all cases' lines, by command: the options among them are proved."""
    words: dict[str, set[str]] = {}
    for case in (*READS, *WRITES):
        given = {word.partition("=")[0] for word in shlex.split(case.line)}
        words.setdefault(case.words, set()).update(given)
    return words


def places() -> Iterator[Place]:
    """Each verb of cinder's and of its extension, and each of its options."""
    for verb in syntax.verbs():
        every = list(lines(verb))
        plain = next(filter(None, map(_commands, every)))
        yield Place(verb, "", "<br>".join(f"`{shlex.join(words)}`" for words in plain))
        for option in syntax.current(verb):
            if option.is_option:
                yield _place(verb, option, every)


def _place(verb: str, option: Taken, every: list[list[str]]) -> Place:
    """What lines with the option have that they lack without it."""
    why = ""
    for line in every:
        if option.names[0] not in line:
            continue
        at = line.index(option.names[0])
        without = _commands(line[:at]) or _commands(every[0]) or ()
        known = [word for command in without for word in command]
        try:
            made = translate(line, BLOCKCTL)
        except (NotCinder, Untranslatable) as lack:
            why = why or str(lack)
            continue
        words = [word for command in made.commands for word in command]
        if added := [word for word in words if word not in known]:
            return Place(verb, option.names[0], f"`{shlex.join(added)}`")
        given = set(line[at + 1 :]) & set(words)
        if given or option.required:
            return Place(verb, option.names[0], f"`{shlex.join(sorted(given)) or words[-1]}`")
        why = why or next(iter(made.warnings), "")
    return Place(verb, option.names[0], "", why)


def _commands(line: list[str]) -> tuple[tuple[str, ...], ...]:
    try:
        return translate(line, BLOCKCTL).commands
    except (NotCinder, Untranslatable):
        return ()


def page() -> str:
    """The whole page as Markdown."""
    taken, proved, gone = openstack(), shown(), list(places())
    options = [(words, each) for words, takes in taken.items() for each in takes["options"]]
    in_cases = sum(bool(set(each["names"]) & proved[words]) for words, each in options)
    verbs = [each for each in gone if not each.option]
    moved = [each for each in gone if each.option and each.adds]
    left = sum(bool(each.option) for each in gone) - len(moved)
    counts = (
        f"- openstack: {len(set(taken) & set(tree.COMMANDS))} of {len(taken)} commands, "
        f"{in_cases} of {len(options)} options in a case; {len(DEVIATIONS)} deviations.\n"
        f"- cinder: {len(verbs)} verbs, {len(extension.VERBS)} of them the brick extension's; "
        f"{len(moved)} of {len(moved) + left} options become words of a command, "
        f"{left} need none and say why.\n"
    )
    commands = (_command(words, takes, proved[words]) for words, takes in taken.items())
    return "".join((HEAD, counts, OPENSTACK, *commands, CINDER, *map(_moved, gone)))


def _command(words: str, takes: dict[str, Any], proved: set[str]) -> str:
    names = [each["names"] for each in takes["options"]]
    options = ", ".join(
        f"`{each[0]}`" + ("" if set(each) & proved else " (no case)") for each in names
    )
    deviations = ", ".join(
        f"[{each.name}](deviations.md#{each.name})" for each in DEVIATIONS if words in each.commands
    )
    return f"| `{words}` | {options} | {deviations} |\n"


def _moved(place: Place) -> str:
    text = (place.adds or place.why).replace("|", "\\|")
    return f"| `{place.verb}` | {f'`{place.option}`' if place.option else ''} | {text} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stderr.write(f"{PAGE} written\n")
