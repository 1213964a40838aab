"""Which cloud, as whom and where: ours beside OSC's own code on openstacksdk's loader."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from blockctl import cloud
from blockctl.cli import root
from blockctl.errors import BadUsage
from blockctl.global_options import context_of
from tests.parity.cloud_choices import OURS_ALONE, SAME, VENDORS, Choice
from tests.parity.environments import PEERS, ROOT, interpreter

CHOICES = {**SAME, **VENDORS, **{reason: choice for reason, (choice, _) in OURS_ALONE.items()}}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of each case, with its files."""
    made = {}
    for name, choice in CHOICES.items():
        folder = made[name] = tmp_path_factory.mktemp("choice")
        for path, content in choice.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(json.dumps(content))
    return made


@pytest.fixture(scope="module")
def theirs(folders: dict[str, Path]) -> dict[str, dict[str, Any]]:
    """What OSC makes of each case, asked all at once."""
    cases = [
        {
            "argv": choice.argv,
            "env": environment(choice, folders[name]),
            "folder": str(folders[name]),
        }
        for name, choice in CHOICES.items()
    ]
    done = subprocess.run(
        [str(interpreter(PEERS)), "-W", "ignore", str(ROOT / "tests/parity/peer_config.py")],
        input=json.dumps(cases),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(zip(CHOICES, json.loads(done.stdout), strict=True))


def environment(choice: Choice, folder: Path) -> dict[str, str]:
    """The whole environment of a case."""
    own = {name: value.replace("{folder}", str(folder)) for name, value in choice.env.items()}
    return {"PATH": os.environ["PATH"], "HOME": f"{folder}/home", **own}


def ours(choice: Choice, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What blockctl makes of a case, in the same terms."""
    monkeypatch.chdir(folder)
    env = environment(choice, folder)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    env["BLOCKCTL_STATE_DIR"] = str(folder / "state")
    with root.make_context("blockctl", [*choice.argv, "volume"]) as ctx:
        options = context_of(ctx, ctx.params).options
    try:
        found = cloud.resolve(env, options)
    except BadUsage as refused:
        return {"error": refused.message}
    cert = (found.cert_file, found.key_file) if found.key_file else found.cert_file
    return {
        "auth_type": found.auth_type,
        "auth": dict(found.auth),
        "region": found.region,
        "interface": found.interface,
        "service_type": found.service_type,
        "service_name": found.service_name,
        "endpoint_override": found.endpoint_override,
        "api_version": found.api_version,
        "verify": (found.ca_file or True) if found.verify else False,
        "cert": list(cert) if isinstance(cert, tuple) else cert,
    }


@pytest.mark.parametrize("name", SAME)
def test_the_same_cloud_is_meant(
    name: str,
    folders: dict[str, Path],
    theirs: dict[str, dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected, found = theirs[name], ours(SAME[name], folders[name], monkeypatch)
    assert ("error" in found) == ("error" in expected), (found, expected)
    if "error" in expected:
        return
    if expected["auth_type"] == "none":
        # There it is an override of every service's endpoint, here it is the one there is.
        expected["endpoint_override"] = None
    given = {key: value for key, value in expected.pop("auth").items() if value}
    # keystoneauth1 stores one option under another name, and fills in what it was not given.
    if "scope" in given:
        given["openid_scope"] = given.pop("scope")
    kept = {key: value for key, value in found.pop("auth").items() if key in given}
    assert kept == given
    assert {**found, "region": found["region"] or ""} == {
        **expected, "region": expected["region"] or "",
    }  # fmt: skip


@pytest.mark.parametrize("reason", OURS_ALONE)
def test_what_ours_does_alone(
    reason: str,
    folders: dict[str, Path],
    theirs: dict[str, dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choice, expected = OURS_ALONE[reason]
    found = ours(choice, folders[reason], monkeypatch)
    if expected is None:
        assert "error" in found
        assert theirs[reason].get("error") != found["error"]
    else:
        assert expected.items() <= found.items()
        assert not expected.items() <= theirs[reason].items(), "no deviation any more"


VENDOR = """
import dataclasses, json, os
from blockctl.cloud import resolve
print(json.dumps(dataclasses.asdict(resolve(os.environ))))
"""


@pytest.mark.parametrize("name", VENDORS)
def test_a_vendor_s_profile_where_openstacksdk_is_installed(
    name: str, folders: dict[str, Path], theirs: dict[str, dict[str, Any]]
) -> None:
    done = subprocess.run(
        [str(interpreter(PEERS)), "-W", "ignore", "-c", VENDOR],
        env={**environment(VENDORS[name], folders[name]), "PYTHONPATH": str(ROOT)},
        cwd=folders[name],
        capture_output=True,
        text=True,
        check=True,
    )
    found, expected = json.loads(done.stdout), theirs[name]
    assert found["auth"]["auth_url"] == expected["auth"]["auth_url"]
    for key in ("auth_type", "region", "interface", "endpoint_override"):
        assert (found[key] or "") == (expected[key] or "")


def test_a_vendor_s_profile_where_it_is_not(
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = next(iter(VENDORS))
    refused = ours(VENDORS[name], folders[name], monkeypatch)
    assert "which is in no clouds-public.yaml" in refused["error"]
