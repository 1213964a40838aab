"""Lists are followed to their end, and only ``--limit`` cuts them."""

import json
from urllib.parse import urlsplit

import pytest

from tests.unit.conftest import Run
from tests.unit.samples import page, uuid, volume
from tests.unit.scripted_server import ScriptedServer, answer, fault

LIST = "/volumes/detail"


def volumes(first: int, count: int) -> list[dict[str, object]]:
    return [volume(uuid(number)) for number in range(first, first + count)]


def test_every_page_is_fetched_once_and_in_order(server: ScriptedServer, run: Run) -> None:
    server.on(
        "GET",
        LIST,
        answer(200, page(*volumes(0, 3), marker=uuid(2))),
        answer(200, page(*volumes(3, 2), marker=uuid(4))),
        answer(200, page(*volumes(5, 1))),
    )
    done = run("volume", "list", "-f", "value", "-c", "ID")
    assert done.out.split() == [uuid(number) for number in range(6)]
    asked = [seen.query for seen in server.requests("GET", LIST)]
    assert [query.get("marker") for query in asked] == [None, uuid(2), uuid(4)]
    assert {query["limit"] for query in asked} == {"1000"}


def test_a_next_link_to_another_host_is_not_followed_there(
    server: ScriptedServer, run: Run
) -> None:
    with ScriptedServer() as elsewhere:
        elsewhere.on("GET", LIST, answer(200, page(*volumes(7, 1))))
        away = f"http://{elsewhere.address}"
        server.on(
            "GET",
            LIST,
            answer(200, page(*volumes(0, 1), marker=uuid(0), host=away)),
            answer(200, page(*volumes(1, 1))),
        )
        done = run("volume", "list", "-f", "value", "-c", "ID")
        assert done.out.split() == [uuid(0), uuid(1)]
        assert elsewhere.seen == [], "the token was sent to another host"


def test_filters_go_along_to_every_page(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, answer(200, page(*volumes(0, 1), marker=uuid(0))), answer(200, page()))
    run("volume", "list", "--status", "error", "--all-projects", "--name", "a b&c")
    asked = server.requests("GET", LIST)
    assert len(asked) == 2
    for seen in asked:
        assert seen.query["status"] == "error"
        assert seen.query["all_tenants"] == "True"
        assert seen.query["name"] == "a b&c"


def test_limit_cuts_although_the_server_offers_more(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, answer(200, page(*volumes(0, 2), marker=uuid(1))))
    done = run("volume", "list", "--limit", "2", "-f", "value", "-c", "ID")
    assert done.out.split() == [uuid(0), uuid(1)]
    assert [seen.query["limit"] for seen in server.requests()] == ["2"]


def test_limit_beyond_one_page_cuts_the_last_page(server: ScriptedServer, run: Run) -> None:
    server.on(
        "GET",
        LIST,
        answer(200, page(*volumes(0, 3), marker=uuid(2))),
        answer(200, page(*volumes(3, 3), marker=uuid(5))),
    )
    done = run("volume", "list", "--limit", "4", "-f", "value", "-c", "ID")
    assert done.out.split() == [uuid(number) for number in range(4)]
    assert len(server.requests()) == 2


def test_limit_zero_asks_for_nothing(server: ScriptedServer, run: Run) -> None:
    assert run("volume", "list", "--limit", "0", "-f", "json").out == "[]\n"
    assert server.requests() == []


@pytest.mark.parametrize("limit", ["-1", "abc", "1.5"])
def test_a_limit_that_is_no_count_is_refused(server: ScriptedServer, run: Run, limit: str) -> None:
    assert run("volume", "list", "--limit", limit).code == 2
    assert server.seen == []


def test_the_marker_of_the_user_begins_the_list(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, answer(200, page()))
    run("volume", "list", "--marker", uuid(3))
    assert server.requests()[0].query["marker"] == uuid(3)


def test_a_server_that_repeats_its_page_is_found_out(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, answer(200, page(*volumes(0, 1), marker=uuid(0))))
    done = run("volume", "list")
    assert done.code == 7
    assert "repeats the same page" in done.err
    assert len(server.requests()) == 2


def test_a_page_that_fails_fails_the_list(server: ScriptedServer, run: Run) -> None:
    server.on(
        "GET", LIST, answer(200, page(*volumes(0, 1), marker=uuid(0))), fault(500, "database down")
    )
    done = run("volume", "list", "-f", "json")
    assert done.code == 7
    assert done.out == "", "half a list looks like a whole one"
    assert "database down" in done.err


def test_a_list_needs_no_more_than_its_pages_and_the_versions(
    server: ScriptedServer, run: Run
) -> None:
    server.on("GET", LIST, answer(200, page(*volumes(0, 1))))
    listed = json.loads(run("volume", "list", "-f", "json").out)
    assert [item["ID"] for item in listed] == [uuid(0)]
    assert [urlsplit(seen.path).path for seen in server.seen] == ["/v3/", f"/v3/project{LIST}"]
    run("volume", "list")
    assert len(server.seen) == 3, "a warm command makes one request"
