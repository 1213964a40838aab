"""Where a name is given: an exact name or an ID."""

import pytest

from tests.unit.conftest import Run
from tests.unit.samples import ID, page, uuid, volume
from tests.unit.scripted_server import ScriptedServer, answer, fault

LIST = "/volumes/detail"
GONE = fault(404, f"Volume {ID} could not be found.", "itemNotFound")


def test_an_id_is_asked_for_directly(server: ScriptedServer, run: Run) -> None:
    server.on("GET", f"/volumes/{ID}", answer(200, {"volume": volume()}))
    assert run("volume", "show", ID, "-f", "value", "-c", "name").out == "demo\n"
    assert len(server.requests()) == 1


def test_a_name_is_looked_up_exactly(server: ScriptedServer, run: Run) -> None:
    server.on("GET", LIST, answer(200, page(volume(name="a&b c=ü/.."))))
    assert run("volume", "show", "a&b c=ü/..", "-f", "value", "-c", "id").out == f"{ID}\n"
    assert server.requests()[0].query["name"] == "a&b c=ü/.."


def test_an_id_may_be_another_volume_s_name(server: ScriptedServer, run: Run) -> None:
    server.on("GET", f"/volumes/{ID}", GONE)
    server.on("GET", LIST, answer(200, page(volume(uuid(2), name=ID))))
    assert run("volume", "show", ID, "-f", "value", "-c", "id").out == f"{uuid(2)}\n"


def test_an_id_that_may_not_be_seen_is_no_name(server: ScriptedServer, run: Run) -> None:
    server.on("GET", f"/volumes/{ID}", fault(403, "not yours", "forbidden"))
    assert run("volume", "show", ID).code == 4
    assert len(server.requests()) == 1


@pytest.mark.parametrize(
    "others", [[], [volume(uuid(3), name="demo2")], [volume(name="DEMO")], [volume(name=None)]]
)
def test_a_server_that_ignores_the_filter_finds_nothing_wrong(
    server: ScriptedServer, run: Run, others: list[dict[str, object]]
) -> None:
    server.on("GET", LIST, answer(200, page(*others)))
    done = run("volume", "delete", "demo")
    assert done.code == 3
    assert "'demo'" in done.err
    assert server.requests("DELETE") == []


def test_the_one_of_the_name_is_taken_among_others(server: ScriptedServer, run: Run) -> None:
    others = [volume(uuid(3), name="demo2"), volume(name="demo"), volume(uuid(4), name="")]
    server.on("GET", LIST, answer(200, page(*others)))
    server.on("DELETE", f"/volumes/{ID}", answer(202))
    assert run("volume", "delete", "demo").code == 0
    assert len(server.requests("DELETE")) == 1


def test_two_of_one_name_are_refused_with_both(server: ScriptedServer, run: Run) -> None:
    twins = [volume(uuid(5), status="in-use"), volume(uuid(6))]
    server.on("GET", LIST, answer(200, page(*twins)))
    done = run("volume", "delete", "demo")
    assert done.code == 5
    assert f"{uuid(5)} (in-use)" in done.err
    assert f"{uuid(6)} (available)" in done.err
    assert server.requests("DELETE") == []


def test_two_of_one_name_are_found_across_pages(server: ScriptedServer, run: Run) -> None:
    server.on(
        "GET",
        LIST,
        answer(200, page(volume(uuid(5)), marker=uuid(5))),
        answer(200, page(volume(uuid(6)))),
    )
    assert run("volume", "show", "demo").code == 5


@pytest.mark.parametrize(
    "command",
    [
        ("volume", "show", ""),
        ("volume", "delete", ""),
        ("volume", "delete", "demo", ""),
        ("volume", "create", "--size", "1", "--snapshot", "", "demo"),
        ("volume", "create", "--size", "1", "--source", "", "demo"),
        ("volume", "snapshot", "show", ""),
        ("volume", "snapshot", "delete", ""),
        ("volume", "snapshot", "create", "--volume", "", "nightly"),
        ("volume", "snapshot", "list", "--volume", ""),
    ],
)
def test_an_empty_name_is_refused_before_anything_is_sent(
    server: ScriptedServer, run: Run, command: tuple[str, ...]
) -> None:
    # A script's unset variable; a server may hold things whose name is empty.
    server.on("GET", LIST, answer(200, page(volume(name=""))))
    server.on("DELETE", f"/volumes/{ID}", answer(202))
    done = run(*command)
    assert done.code == 2, done.err
    assert server.seen == []


def test_a_name_that_is_no_text_is_refused(server: ScriptedServer, run: Run) -> None:
    # An argument that is no UTF-8 reaches Python as a lone surrogate.
    done = run("volume", "show", "caf\udce9")
    assert done.code in (2, 3)
    assert "should not" not in done.err
