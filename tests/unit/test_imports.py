"""What each class of command may not import: a user waits for the network, not for us."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.samples import page, volume
from tests.unit.scripted_server import ScriptedServer, answer

# Writes the modules that were loaded when the command ended; argv[1] says where.
RUNNER = """
import atexit, json, sys
target = sys.argv.pop(1)
before = set(sys.modules)
atexit.register(lambda: json.dump(sorted(set(sys.modules) - before), open(target, "w")))
from blockctl.cli import main
main()
"""

NOT_OURS = {
    "asyncio", "cinder", "cliff", "cryptography", "eventlet", "keystoneauth1", "multiprocessing",
    "openstack", "os_brick", "oslo_concurrency", "oslo_config", "oslo_log", "oslo_privsep",
    "oslo_serialization", "oslo_service", "oslo_utils", "pbr", "pkg_resources", "requests",
    "sqlalchemy", "sqlite3", "stevedore", "tree_sitter", "urllib3",
}  # fmt: skip
PRINTING = {"rich", "tabulate", "prettytable", "wcwidth"}
NETWORK = {"http.client", "http.server", "socket", "ssl", "urllib.request"}
ON_THIS_HOST = {"blockctl.connectors.brick", "blockctl.standalone.server"}
SIGN_IN = {"blockctl.cloud", "blockctl.session", "blockctl.config", "blockctl.output.trace"}

NO_REQUEST = NOT_OURS | PRINTING | NETWORK | ON_THIS_HOST | SIGN_IN | {"yaml"}
REQUEST = (NOT_OURS | PRINTING | ON_THIS_HOST | {"yaml", "urllib.request"}) - {"socket", "ssl"}

COMPLETE = {"_BLOCKCTL_COMPLETE": "bash_complete"}


def completing(line: str) -> dict[str, str]:
    return {**COMPLETE, "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}


@pytest.mark.parametrize(
    ("line", "more_env", "forbidden"),
    [
        ("--version", {}, NO_REQUEST | {"blockctl.commands"}),
        ("--help", {}, NO_REQUEST | {"blockctl.commands"}),
        ("volume --help", {}, NO_REQUEST | {"blockctl.commands"}),
        ("local --help", {}, NO_REQUEST | {"blockctl.commands"}),
        ("volume create --help", {}, NO_REQUEST),
        ("volume snapshot list --help", {}, NO_REQUEST),
        ("local attach --help", {}, NO_REQUEST),
        ("connector show --help", {}, NO_REQUEST),
        ("standalone up --help", {}, NO_REQUEST),
        ("migrate translate -- cinder list --all-t", {}, NO_REQUEST),
        ("migrate lookup retype", {}, NO_REQUEST),
        ("migrate table -f markdown", {}, NO_REQUEST),
        ("migrate script --help", {}, NO_REQUEST),
        ("volume lst", {}, NO_REQUEST | {"blockctl.commands"}),
        ("volume create --size 0", {}, NO_REQUEST),
        ("", completing("blockctl vol"), NO_REQUEST | {"blockctl.commands"}),
        ("", completing("blockctl volume "), NO_REQUEST),
        ("", completing("blockctl volume create --"), NO_REQUEST),
        ("", completing("blockctl local "), NO_REQUEST),
        ("", completing("blockctl standalone "), NO_REQUEST),
        ("volume list -f json", {}, REQUEST),
        ("volume list -f value", {}, REQUEST),
        ("volume list", {}, REQUEST - {"tabulate", "wcwidth"}),
        ("volume show demo -f json", {}, REQUEST),
        ("volume delete demo", {}, REQUEST),
    ],
)
def test_a_command_imports_no_more_than_it_needs(
    server: ScriptedServer,
    env: dict[str, str],
    tmp_path: Path,
    line: str,
    more_env: dict[str, str],
    forbidden: set[str],
) -> None:
    server.on("GET", "/volumes/detail", answer(200, page(volume())))
    server.on("DELETE", f"/volumes/{volume()['id']}", answer(202))
    listed = tmp_path / "modules.json"
    subprocess.run(
        [sys.executable, "-c", RUNNER, str(listed), *line.split()],
        env={**env, **more_env},
        capture_output=True,
        check=False,
    )
    loaded = set(json.loads(listed.read_text()))
    assert "blockctl.cli" in loaded
    assert not {name for name in loaded if _is_below(name, forbidden)}


def _is_below(module: str, packages: set[str]) -> bool:
    parts = module.split(".")
    return any(".".join(parts[:depth]) in packages for depth in range(1, len(parts) + 1))
