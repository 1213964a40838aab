"""What is kept of a sign-in, and when it is not used."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from blockctl.cloud import CloudConfig
from blockctl.session import tokens
from blockctl.session.access import Access

CLOUD = CloudConfig(
    "a test",
    "password",
    {
        "auth_url": "http://127.0.0.1:5000/v3",
        "username": "me",
        "password": "secret-one",
        "project_name": "p",
        "user_domain_id": "default",
        "project_domain_id": "default",
    },
    region="R1",
)


def access(lifetime: float = 3600) -> Access:
    return Access("http://127.0.0.1/v3/p", {"X-Auth-Token": "a-token"}, time.time() + lifetime)


def with_auth(**changed: Any) -> CloudConfig:
    return replace(CLOUD, auth={**CLOUD.auth, **changed})


def files(env: dict[str, str]) -> list[Path]:
    return sorted(Path(env["BLOCKCTL_CACHE_DIR"], "tokens").glob("*"))


def test_what_was_kept_is_read_by_the_next_run(env: dict[str, str]) -> None:
    assert tokens.read(env, CLOUD) is None
    kept = access()
    tokens.keep(env, CLOUD, kept)
    assert tokens.read(env, replace(CLOUD, source="elsewhere", notes=("x",))) == kept
    tokens.forget(env, CLOUD)
    assert tokens.read(env, CLOUD) is None


@pytest.mark.parametrize(
    "other",
    [
        with_auth(username="other"),
        with_auth(auth_url="http://127.0.0.2:5000/v3"),
        with_auth(project_name="q"),
        with_auth(user_domain_id="d"),
        with_auth(project_domain_id="d"),
        with_auth(system_scope="all"),
        with_auth(trust_id="t"),
        replace(CLOUD, auth_type="v3password"),
        replace(CLOUD, region="R2"),
        replace(CLOUD, interface="internal"),
        replace(CLOUD, endpoint_override="http://127.0.0.1/v3"),
        # What came over an unproved connection is not for one that proves the server.
        replace(CLOUD, verify=False),
        replace(CLOUD, ca_file="/ca.pem"),
        with_auth(password="secret-two"),
        with_auth(password=None),
    ],
)
def test_another_identity_has_another_token(env: dict[str, str], other: CloudConfig) -> None:
    tokens.keep(env, CLOUD, access())
    assert tokens.read(env, other) is None
    assert tokens.read(env, CLOUD) is not None


def test_a_one_time_code_does_not_decide_whose_token_it_is(env: dict[str, str]) -> None:
    tokens.keep(env, replace(with_auth(passcode="123456"), auth_type="v3totp"), access())
    assert tokens.read(env, replace(with_auth(passcode="654321"), auth_type="v3totp"))
    assert tokens.read(env, replace(CLOUD, auth_type="v3totp"))


def test_a_changed_password_replaces_the_file_and_leaves_none_behind(env: dict[str, str]) -> None:
    tokens.keep(env, CLOUD, access())
    tokens.keep(env, with_auth(password="secret-two"), access())
    assert len(files(env)) == 1
    assert tokens.read(env, CLOUD) is None


def test_a_file_is_its_owner_s_alone_and_holds_no_password(env: dict[str, str]) -> None:
    tokens.keep(env, CLOUD, access())
    (file,) = files(env)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert "secret-one" not in file.read_text()


@pytest.mark.parametrize(("lifetime", "is_used"), [(70, True), (50, False), (-1, False)])
def test_a_token_that_is_about_to_end_is_not_used(
    env: dict[str, str], lifetime: float, is_used: bool
) -> None:
    tokens.keep(env, CLOUD, access(lifetime))
    assert (tokens.read(env, CLOUD) is not None) == is_used


def test_a_token_without_an_end_is_not_kept(env: dict[str, str]) -> None:
    tokens.keep(env, CLOUD, replace(access(), expires=None))
    assert files(env) == []


def spoil(text: str) -> Callable[[Path], object]:
    return lambda file: file.write_text(text)


@pytest.mark.parametrize(
    "harm",
    [
        spoil(""),
        spoil("garbage"),
        spoil("[]"),
        spoil('{"access": [0, {}]}'),
        spoil('{"access": [1e11, {"endpoint": "http://evil/"}]}'),
        lambda file: file.write_bytes(b"\xff\xfe"),
        lambda file: file.write_text(file.read_text().replace('"X-Auth-Token": ', '"X": 5, "Y": ')),
        lambda file: file.write_text(file.read_text()[:-9]),
        lambda file: file.chmod(0o640),
        lambda file: file.chmod(0o604),
    ],
)  # fmt: skip
def test_a_file_that_is_spoilt_or_open_to_others_is_not_used(
    env: dict[str, str], harm: Callable[[Path], object]
) -> None:
    tokens.keep(env, CLOUD, access())
    harm(files(env)[0])
    assert tokens.read(env, CLOUD) is None
    # The next sign-in puts it right.
    tokens.keep(env, CLOUD, access())
    assert tokens.read(env, CLOUD) is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_another_s_file_is_not_used(env: dict[str, str]) -> None:
    tokens.keep(env, CLOUD, access())
    os.chown(files(env)[0], 65534, 65534)
    assert tokens.read(env, CLOUD) is None


def test_no_place_to_keep_it_is_no_trouble(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    env["BLOCKCTL_CACHE_DIR"] = str(tmp_path / "file")
    tokens.keep(env, CLOUD, access())
    assert tokens.read(env, CLOUD) is None
