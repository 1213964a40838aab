"""The key of an encrypted volume, from a real Barbican in which a real Cinder made it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.keystone import User
from tests.parity.cloud import Cloud

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loop devices need root")

# Opening takes the kernel's device-mapper (tests/lab). What this one is given, it keeps.
CRYPTSETUP = """#!/bin/sh
case $1 in
isLuks) exit 1 ;;
luksFormat) cat >"$KEPT" ;;
*) echo "no device-mapper here" >&2; exit 1 ;;
esac
"""


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with Cloud(tmp_path_factory.mktemp("cloud"), keys=True) as running:
        yield running


def test_the_key_that_cinder_made_opens_the_volume_and_is_shown_nowhere(
    cloud: Cloud, tmp_path: Path
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "cryptsetup").write_text(CRYPTSETUP)
    (tools / "cryptsetup").chmod(0o755)
    user = User(cloud, tmp_path)
    user(
        "volume", "type", "create", "locked", "--encryption-provider", "luks",
        "--encryption-cipher", "aes-xts-plain64", "--encryption-key-size", "256",
        "--encryption-control-location", "front-end",
    )  # fmt: skip
    user("volume", "create", "--size", "1", "--type", "locked", "--wait", "secret")
    cloud.asked_of_barbican()

    kept = tmp_path / "kept"
    env = {**user.env, "PATH": f"{tools}:{user.env['PATH']}", "KEPT": str(kept)}
    done = user("--debug", "local", "attach", "secret", env=env, check=False)
    assert done.returncode == 8
    assert "cryptsetup open failed: no device-mapper here." in done.stderr

    asked = [
        (each["method"], each["path"].rpartition("/")[2]) for each in cloud.asked_of_barbican()
    ]
    [secret] = cloud.keys().get("/v1/secrets").json()["secrets"]
    key_id = secret["secret_ref"].rpartition("/")[2]
    assert asked == [("GET", key_id), ("GET", "payload")]
    payload = cloud.keys().get(
        f"/v1/secrets/{key_id}/payload", headers={"Accept": "application/octet-stream"}
    )
    assert len(payload.content) == 32
    assert kept.read_text() == payload.content.hex()
    assert kept.read_text() not in done.stderr
    # What failed is undone.
    assert user("local", "list", "-f", "json").stdout.strip() == "[]"
    status = user("volume", "show", "secret", "-f", "value", "-c", "status")
    assert status.stdout.strip() == "available"
