"""A script run with the real cinder, and rewritten with blockctl: Cinder ends in the same state."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from blockctl.migration.row import BLOCKCTL
from blockctl.migration.script.columns import SAME
from blockctl.migration.script.rewriting import rewrite
from tests.api.conftest import Blockctl
from tests.api.standalone_api import Api, settled
from tests.parity.environments import PEERS, interpreter

SCRIPT = b"""\
#!/bin/bash
set -eu
until_available() {   # SHOW ID
    for _ in $(seq 100); do
        case $1 in
            volume) [ "$(cinder show "$2" | awk '/ status / {print $4}')" = available ] && return;;
            *) [ "$(cinder snapshot-show "$2" |
                awk '/ status / {print $4}')" = available ] && return;;
        esac
        sleep 0.2
    done
    exit 1
}
vol=$(cinder create 1 --name "$P-new" --metadata "owner=$P" 'note=a b' \\
    --description "the \\"first\\" of $P" | awk '/ id / {print $4}')
until_available volume "$vol"
cinder rename "$vol" "$P-db" && cinder extend "$P-db" 2
until_available volume "$vol"
snap=`cinder snapshot-create "$vol" --name "$P-snap" | awk '$2 == "id" {print $4}'`
until_available snapshot "$snap"
cinder metadata "$vol" unset owner
cinder metadata "$vol" set 'k e'=v "two=$P"
cinder snapshot-rename "$snap" \\
    --description "of $(cinder show "$vol" | awk '/ size /{print $4}') GiB"
for n in a b; do cinder create --snapshot-id "$snap" --name "$P-$n" 2 > /dev/null; done
for name in "$P-a" "$P-b"; do
    until_available volume "$name"
done
echo "$P-a" | xargs cinder delete
timeout 60 cinder set-bootable "$P-b" true; cinder readonly-mode-update "$P-b" True
cinder type-create "$P-type" --is-public False --description d >/dev/null
cinder type-key "$P-type" set volume_backend_name=none "a=<is> True"
"""


@pytest.fixture
def shell(blockctl: Blockctl, tmp_path: Path) -> Callable[..., str]:
    """Runs a script where ``cinder`` is the real one and ``blockctl`` the one under test."""
    cinder = interpreter(PEERS).parent / "cinder"
    for name, command in {
        "cinder": [str(cinder)],
        "blockctl": [sys.executable, "-m", "blockctl"],
    }.items():
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
        program.chmod(0o755)
    exports = blockctl("standalone", "env", "--client", "cinder").stdout
    theirs = dict(shlex.split(line)[1].split("=", 1) for line in exports.splitlines())

    def run(script: bytes | str, prefix: str = "") -> str:
        text = script if isinstance(script, str) else script.decode()
        # blockctl finds the service by itself; cinder's variables are not for it.
        environment = {**blockctl.env, **(theirs if "cinder " in text else {}), "P": prefix}
        environment["PATH"] = f"{tmp_path}:{environment['PATH']}"
        done = subprocess.run(
            ["bash", "-s"],
            input=text,
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_rewritten_script_ends_in_the_same_state(
    blockctl: Blockctl, shell: Callable[..., str], unique: str
) -> None:
    api = Api(blockctl)
    done = rewrite(SCRIPT, BLOCKCTL)
    assert not done.left
    assert b"cinder " not in done.result()
    states = []
    for script, prefix in ((SCRIPT, f"{unique}-old"), (done.result(), f"{unique}-new")):
        shell(script, prefix)
        settled(lambda prefix=prefix: f"{prefix}-a" not in names(api, "volumes"))  # type: ignore[misc]
        states.append(state(api, prefix))
        blockctl("volume", "delete", "--cascade", "--wait", f"{prefix}-b")
        blockctl("volume", "delete", "--cascade", "--wait", f"{prefix}-db")
        blockctl("volume", "type", "delete", f"{prefix}-type")
    assert states[0]["volumes"].keys() == {"P-db", "P-b"}
    assert states[0] == states[1]


def test_a_field_that_replaces_awk_is_the_one_that_awk_cut(
    blockctl: Blockctl, shell: Callable[..., str], unique: str, volume: Callable[..., str]
) -> None:
    api = Api(blockctl)
    volumes = [volume(f"{unique}-{side}") for side in ("old", "new")]
    snapshots = [made(blockctl, "snapshot", "create", "--volume", each) for each in volumes]
    backups = [made(blockctl, "backup", "create", each) for each in volumes]
    transfers: list[str] = []
    arguments = {
        "create": [f"1 --name {unique}-made"] * 2,
        "show": volumes,
        "snapshot-create": volumes,
        "snapshot-show": snapshots,
        "backup-create": volumes,
        "backup-show": backups,
        "transfer-create": volumes,
        "transfer-show": transfers,
    }
    assert arguments.keys() == SAME.keys()
    for verb in arguments:
        old, new = arguments[verb]
        cuts = [f"awk '/ {field} / {{print $4}}'" for field in SAME[verb]]
        cut = shell("\n".join([f"cinder {verb} {old} > it", *(f"{each} it" for each in cuts)]))
        at_rest(api, volumes[0])
        taken = ""
        for each in cuts:
            if verb == "transfer-create":
                give_up_transfers(blockctl, api, volumes[1])
            script = rewrite(f"cinder {verb} {new} | {each}".encode(), BLOCKCTL).result()
            assert script.startswith(b"blockctl ")
            assert script.endswith(b" -f value -c " + each.split()[2].encode())
            taken += shell(script.decode() + "\n")
            at_rest(api, volumes[1])
        assert all(shape(cut).splitlines()), verb
        assert shape(cut) == shape(taken), verb
        if verb == "transfer-create":
            transfers += [transfers_of(api, each)[0] for each in volumes]
    for each in volumes:
        give_up_transfers(blockctl, api, each)
        mine = [
            one["id"]
            for one in api("GET", "/backups/detail")[1]["backups"]
            if one["volume_id"] == each
        ]
        blockctl("volume", "backup", "delete", *mine)
    left = [
        one["id"]
        for one in api("GET", "/volumes/detail")[1]["volumes"]
        if one["name"] == f"{unique}-made"
    ]
    blockctl("volume", "delete", "--wait", *left)


def transfers_of(api: Api, volume: str) -> list[str]:
    found = api("GET", "/os-volume-transfer")[1]["transfers"]
    return [each["id"] for each in found if each["volume_id"] == volume]


def give_up_transfers(blockctl: Blockctl, api: Api, volume: str) -> None:
    for each in transfers_of(api, volume):
        blockctl("volume", "transfer", "request", "delete", each)


def at_rest(api: Api, volume: str) -> None:
    """Wait until nothing is being made of a volume."""
    for kind, key in (("snapshots", "snapshot"), ("backups", "backup")):
        for each in api("GET", f"/{kind}/detail")[1][kind]:
            if each["volume_id"] == volume:
                api.status(kind, key, each["id"], "available")
    resting = ("available", "awaiting-transfer")
    api.until("volumes", "volume", volume, lambda found: found["status"] in resting)


def shape(cut: str) -> str:
    """What was cut, with IDs and keys, which are new each time, as words."""
    return re.sub(r"\b[0-9a-f]{16}\b", "KEY", re.sub(r"[0-9a-f-]{36}", "ID", cut))


def made(blockctl: Blockctl, kind: str, *words: str) -> str:
    return blockctl("volume", kind, *words, "--wait", "-f", "value", "-c", "id").stdout.strip()


def names(api: Api, kind: str) -> list[str]:
    return [each["name"] for each in api("GET", f"/{kind}/detail")[1][kind]]


def state(api: Api, prefix: str) -> dict[str, dict[str, Any]]:
    """What there is of a prefix, without what differs from run to run."""
    kept = {
        "volumes": ("name", "description", "size", "status", "metadata", "bootable", "volume_type"),
        "snapshots": ("name", "description", "size", "status", "metadata"),
        "types": ("name", "description", "is_public", "extra_specs"),
    }
    found: dict[str, dict[str, Any]] = {}
    for kind, fields in kept.items():
        path = "/types?is_public=None" if kind == "types" else f"/{kind}/detail"
        resources = [
            {field: each.get(field) for field in fields}
            for each in api("GET", path)[1]["volume_types" if kind == "types" else kind]
            if str(each["name"]).startswith(prefix)
        ]
        same = json.loads(json.dumps(resources).replace(prefix, "P"))
        found[kind] = {each["name"]: each for each in same}
    return found
