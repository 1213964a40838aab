"""``--filter`` and ``--sort``: what the service is asked for."""

import pytest

from tests.unit.conftest import Run
from tests.unit.scripted_server import ScriptedServer, answer


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        (("--filter", "status=error"), {"status": "error"}),
        (("--filter", "name~=a=b"), {"name~": "a=b"}),
        (("--filter", "metadata={a:b, c : d}"), {"metadata": "{'a': 'b', 'c': 'd'}"}),
        (("--filter", "metadata={'a': 'x,y'}"), {"metadata": "{'a': 'x,y'}"}),
        (("--status", "error", "--filter", "status=creating"), {"status": "creating"}),
        (("--sort", "name:asc, size,id:desc"), {"sort": "display_name:asc,size,id:desc"}),
    ],
    ids=str,
)
def test_the_query_says_what_the_options_say(
    server: ScriptedServer, run: Run, options: tuple[str, ...], asked: dict[str, str]
) -> None:
    server.on("GET", "/resource_filters", answer(200, {"resource_filters": []}))
    server.on("GET", "/backups/detail", answer(200, {"backups": []}))
    assert run("volume", "backup", "list", *options).code == 0
    [request] = server.requests("GET", "/backups/detail")
    assert {key: value for key, value in request.query.items() if key != "limit"} == asked


@pytest.mark.parametrize(
    "options",
    [
        ("--filter", "status"),
        ("--filter", "=error"),
        ("--filter", "~=error"),
        ("--filter", "marker=x"),
        ("--filter", "a=1", "--filter", "a=2"),
        ("--sort", "name:up"),
        ("--sort", "name:asc:asc"),
        ("--sort", ","),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_not_sent(
    server: ScriptedServer, run: Run, options: tuple[str, ...]
) -> None:
    assert run("volume", "backup", "list", *options).code == 2
    assert server.requests() == []


NAMED = {"resource_filters": [{"resource": "backup", "filters": ["name~", "status"]}]}


@pytest.mark.parametrize("key", ["nonsense", "nonsense~"])
def test_a_key_that_the_service_does_not_know_is_refused_with_those_it_knows(
    server: ScriptedServer, run: Run, key: str
) -> None:
    server.on("GET", "/resource_filters", answer(200, NAMED))
    done = run("volume", "backup", "list", "--filter", f"{key}=1")
    assert done.code == 2
    assert "'nonsense', but by: name, status." in done.err
    assert server.requests("GET", "/backups/detail") == []


def test_admins_may_filter_by_the_services_columns(server: ScriptedServer, run: Run) -> None:
    server.on("GET", "/resource_filters", answer(200, NAMED))
    server.on("GET", "/backups/detail", answer(200, {"backups": []}))
    assert run("volume", "backup", "list", "--filter", "host=backup-1").code == 0
