"""What is missing, senseless or broken in a configuration is named, without its secrets."""

from pathlib import Path

import pytest

from tests.unit.conftest import Run

ASK = ("volume", "list", "-f", "value", "-c", "Name")
SECRET = "hunter2-very-secret"


def test_nothing_at_all(run: Run) -> None:
    done = run(*ASK)
    assert (done.code, done.out) == (2, "")
    assert "No cloud is configured" in done.err
    assert "blockctl standalone up" in done.err


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"OS_USERNAME": "me", "OS_PASSWORD": SECRET}, "neither OS_AUTH_URL nor OS_ENDPOINT"),
        ({"OS_ENDPOINT": "http://127.0.0.1:1/v3"}, "token"),
        ({"OS_ENDPOINT": "127.0.0.1:8776/v3", "OS_TOKEN": SECRET}, "127.0.0.1:8776/v3"),
        ({"OS_ENDPOINT": "ftp://127.0.0.1/v3", "OS_TOKEN": SECRET}, "ftp://127.0.0.1/v3"),
        ({"OS_ENDPOINT": "http://127.0.0.1:x/v3", "OS_TOKEN": SECRET}, "http://127.0.0.1:x/v3"),
        ({"OS_ENDPOINT": "http://[::1/v3", "OS_TOKEN": SECRET}, "http://[::1/v3"),
        ({"OS_ENDPOINT": "http:///v3", "OS_TOKEN": SECRET}, "http:///v3"),
        ({"OS_ENDPOINT": "http://127.0.0.1/v 3", "OS_TOKEN": SECRET}, "http://127.0.0.1/v 3"),
        ({"OS_AUTH_URL": "http://127.0.0.1:1/v3", "OS_AUTH_TYPE": "xyzzy"}, "'xyzzy'"),
        ({"OS_CLOUD": "xyzzy"}, "no clouds.yaml"),
        ({"OS_TOKEN": SECRET, "OS_ENDPOINT": "http://127.0.0.1:1", "OS_CACERT": "/none"}, "/none"),
    ],
)
def test_a_missing_or_senseless_piece_is_named(
    monkeypatch: pytest.MonkeyPatch, run: Run, variables: dict[str, str], sentence: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    done = run(*ASK)
    assert (done.code, done.out) == (2, ""), done.err
    assert sentence in done.err
    assert SECRET not in done.err


def test_an_unreachable_identity_service(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    for name, value in {
        "OS_AUTH_URL": "http://127.0.0.1:1/v3", "OS_USERNAME": "me", "OS_PASSWORD": SECRET,
        "OS_PROJECT_NAME": "p", "OS_USER_DOMAIN_NAME": "d", "OS_PROJECT_DOMAIN_NAME": "d",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    done = run(*ASK)
    assert done.code == 7, done.err
    assert "http://127.0.0.1:1/v3" in done.err
    assert SECRET not in done.err


@pytest.mark.parametrize(
    "content",
    [
        f"clouds:\n  only:\n    auth: {{token: {SECRET}",
        f"clouds:\n\t{SECRET}",
        f"clouds: !!python/object:os.system {SECRET}",
        f"clouds: {SECRET}",
        f"{SECRET}",
        f"clouds: [{SECRET}]",
        f"clouds: {{only: {SECRET}}}",
        f"clouds: {{only: [{SECRET}]}}",
        f"clouds: {{only: {{auth: {SECRET}}}}}",
        f"clouds: {{only: {{auth_type: admin_token, auth: {{endpoint: 5, token: {SECRET}}}}}}}",
        f"clouds: {{1: {{auth: {SECRET}}}}}",
        f"clouds: {{1: {{}}, a: {{auth: {SECRET}}}}}",
        f"clouds: {{only: {{profile: vexxhost, auth: {{password: {SECRET}}}}}}}",
        "",
        "\x00",
    ],
)
def test_a_broken_file_is_told_without_what_is_in_it(home: Path, run: Run, content: str) -> None:
    (home / "clouds.yaml").write_text(content)
    for words in (ASK, ("--debug", *ASK), ("--os-cloud", "only", *ASK)):
        done = run(*words)
        assert (done.code, done.out) == (2, ""), done.err
        assert "clouds.yaml" in done.err or "cloud only" in done.err
        assert SECRET not in done.err


def test_a_file_that_is_no_text(home: Path, run: Run) -> None:
    (home / "clouds.yaml").write_bytes(b"\xff\xfe\x00")
    assert run(*ASK).code == 2
