"""Formats on a pipe, byte for byte in cliff's layout."""

import argparse
import importlib
import io
import json
import pkgutil
from itertools import product
from typing import Any

import pytest

from blockctl.output.render import Humanized, OutputOptions
from tests.unit.conftest import Run
from tests.unit.samples import ID, page, snapshot, uuid, volume
from tests.unit.scripted_server import ScriptedServer, answer

LIST = "/volumes/detail"
ATTACHMENT = {"server_id": uuid(9), "device": "/dev/vdb", "host_name": None}
TWO = page(
    volume(ID, name="demo", size=1),
    volume(
        uuid(2), name="db-01", size=20, status="in-use", bootable="true", attachments=[ATTACHMENT],
        metadata={"tier": "gold", "app": "db"}, volume_type=None,
    ),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _two_volumes(server: ScriptedServer) -> None:
    server.on("GET", LIST, answer(200, TWO))


def test_a_table(run: Run) -> None:
    assert run("volume", "list", "-c", "Name", "-c", "Size", "-c", "Attached to").out == (
        "+-------+------+---------------------------------------------------------------+\n"
        "| Name  | Size | Attached to                                                   |\n"
        "+-------+------+---------------------------------------------------------------+\n"
        "| demo  |    1 |                                                               |\n"
        "| db-01 |   20 | Attached to 00000000-0000-4000-8000-000000000009 on /dev/vdb  |\n"
        "+-------+------+---------------------------------------------------------------+\n"
    )


def test_the_columns_that_are_shown_unasked(run: Run) -> None:
    head = run("volume", "list").out.splitlines()[1]
    assert [word.strip() for word in head.strip("|").split("|")] == [
        "ID", "Name", "Status", "Size", "Attached to",
    ]  # fmt: skip


def test_a_long_table(run: Run) -> None:
    columns = ("-c", "Name", "-c", "Type", "-c", "Bootable", "-c", "Properties")
    assert run("volume", "list", "--long", *columns).out == (
        "+-------+-------------+----------+-----------------------+\n"
        "| Name  | Type        | Bootable | Properties            |\n"
        "+-------+-------------+----------+-----------------------+\n"
        "| demo  | __DEFAULT__ | False    |                       |\n"
        "| db-01 | None        | True     | app='db', tier='gold' |\n"
        "+-------+-------------+----------+-----------------------+\n"
    )


def test_json(run: Run) -> None:
    assert run("volume", "list", "-f", "json").out == (
        "[\n"
        "  {\n"
        '    "ID": "4e1c7c0e-5b0a-4c3e-9d1f-0a1b2c3d4e5f",\n'
        '    "Name": "demo",\n'
        '    "Status": "available",\n'
        '    "Size": 1,\n'
        '    "Attached to": []\n'
        "  },\n"
        "  {\n"
        '    "ID": "00000000-0000-4000-8000-000000000002",\n'
        '    "Name": "db-01",\n'
        '    "Status": "in-use",\n'
        '    "Size": 20,\n'
        '    "Attached to": [\n'
        "      {\n"
        '        "server_id": "00000000-0000-4000-8000-000000000009",\n'
        '        "device": "/dev/vdb",\n'
        '        "host_name": null\n'
        "      }\n"
        "    ]\n"
        "  }\n"
        "]\n"
    )


def test_json_on_one_line(run: Run) -> None:
    done = run("volume", "list", "-f", "json", "--noindent", "-c", "Name", "-c", "Size")
    assert done.out == '[{"Name": "demo", "Size": 1}, {"Name": "db-01", "Size": 20}]\n'


def test_values(run: Run) -> None:
    assert run("volume", "list", "--long", "-f", "value").out == (
        "4e1c7c0e-5b0a-4c3e-9d1f-0a1b2c3d4e5f demo available 1 __DEFAULT__ False [] {}\n"
        "00000000-0000-4000-8000-000000000002 db-01 in-use 20 None True "
        "[{'server_id': '00000000-0000-4000-8000-000000000009', 'device': '/dev/vdb', "
        "'host_name': None}] {'tier': 'gold', 'app': 'db'}\n"
    )


def test_one_thing(server: ScriptedServer, run: Run) -> None:
    server.on(
        "GET", "/snapshots/detail", answer(200, {"snapshots": [snapshot(metadata={"a": "b"})]})
    )
    assert run("volume", "snapshot", "show", "nightly").out == (
        "+-------------+--------------------------------------+\n"
        "| Field       | Value                                |\n"
        "+-------------+--------------------------------------+\n"
        "| created_at  | 2026-11-22T10:00:00.000000           |\n"
        "| description | None                                 |\n"
        "| id          | 4e1c7c0e-5b0a-4c3e-9d1f-0a1b2c3d4e5f |\n"
        "| name        | nightly                              |\n"
        "| properties  | a='b'                                |\n"
        "| size        | 1                                    |\n"
        "| status      | available                            |\n"
        "| volume_id   | 00000000-0000-4000-8000-000000000001 |\n"
        "+-------------+--------------------------------------+\n"
    )
    assert json.loads(run("volume", "snapshot", "show", "nightly", "-f", "json").out) == {
        "created_at": "2026-11-22T10:00:00.000000",
        "description": None,
        "id": ID,
        "name": "nightly",
        "properties": {"a": "b"},
        "size": 1,
        "status": "available",
        "volume_id": uuid(1),
    }
    shown = run("volume", "snapshot", "show", "nightly", "-f", "value", "-c", "size", "-c", "id")
    assert shown.out == f"{ID}\n1\n", "columns come in the order in which they are declared"


@pytest.mark.parametrize(
    ("format_", "expected"), [("table", "\n"), ("json", "[]\n"), ("value", "")]
)
def test_an_empty_list(server: ScriptedServer, run: Run, format_: str, expected: str) -> None:
    server.on("GET", LIST, answer(200, page()))
    assert run("volume", "list", "-f", format_).out == expected


def test_columns_come_in_their_own_order(run: Run) -> None:
    wanted = ("-c", "Size", "-c", "Name", "-c", "Size")
    assert run("volume", "list", "-f", "value", *wanted).out == "demo 1\ndb-01 20\n"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("volume", "list", "-c", "names"), "Did you mean 'Name'?"),
        (("volume", "list", "-c", "Properties"), "The columns are: ID, Name, Status, Size"),
        (("volume", "list", "-c", "Name", "-c", "xyzzy"), "The columns are: "),
        (("volume", "show", "demo", "-c", "ids"), "Did you mean 'id'?"),
        (("volume", "create", "--size", "1", "-c", "ids"), "Did you mean 'id'?"),
        (("volume", "snapshot", "create", "demo", "-c", "ids"), "Did you mean 'id'?"),
        (("volume", "snapshot", "list", "-c", "Volume"), "The columns are: "),
        (("volume", "snapshot", "list", "--volume", "demo", "-c", "x"), "The columns are: "),
    ],
)
def test_an_unknown_column_is_refused_before_anything_is_sent(
    server: ScriptedServer, run: Run, words: tuple[str, ...], hint: str
) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert hint in done.err
    assert server.seen == []


@pytest.mark.parametrize("field", ["encryption_key_id", "volume_image_metadata"])
def test_a_field_that_only_some_volumes_have_does_not_fail_a_create(
    server: ScriptedServer, run: Run, field: str
) -> None:
    server.on("POST", "/volumes", answer(202, {"volume": volume()}))
    done = run("volume", "create", "--size", "1", "-f", "value", "-c", field, "-c", "id")
    assert (done.code, done.err) == (0, "")
    assert ID in done.out


def test_a_long_list_of_snapshots_names_volumes_for_people_only(
    server: ScriptedServer, run: Run
) -> None:
    several = {"snapshots": [snapshot(volume_id=ID), snapshot(uuid(8), volume_id=uuid(7))]}
    server.on("GET", "/snapshots/detail", answer(200, several))
    shown = run("volume", "snapshot", "list", "--long", "-c", "Volume").out
    assert [line.split()[1] for line in shown.splitlines()[3:5]] == ["demo", uuid(7)]
    assert len(server.requests("GET", LIST)) == 1
    values = run("volume", "snapshot", "list", "--long", "-c", "Volume", "-f", "value").out
    assert values.split() == [ID, uuid(7)]
    assert len(server.requests("GET", LIST)) == 1


CELLS: list[Any] = [
    None, True, False, 0, 1, 12345, -3, 1.5, 1e100, "", " before", "after  ", "12", "1e5", "-",
    "ünï", "漢字", "e\u0301", "[bold]x[/]", "a|b", [1, 2], {"a": "b"}, "0x10", "nan", "1,000",
    "x" * 50, [], {}, "007", "\u00a0", "😀",
]  # fmt: skip


@pytest.mark.parametrize(
    ("format_", "theirs"),
    [
        ("table", "cliff.formatters.table:TableFormatter"),
        ("value", "cliff.formatters.value:ValueFormatter"),
        ("json", "cliff.formatters.json_format:JSONFormatter"),
        ("yaml", "cliff.formatters.yaml_format:YAMLFormatter"),
        ("csv", "cliff.formatters.commaseparated:CSVLister"),
        ("shell", "cliff.formatters.shell:ShellFormatter"),
    ],
)
def test_every_pair_of_cells_is_printed_as_cliff_prints_it(format_: str, theirs: str) -> None:
    # cliff comes with Cinder, which the tests against a real service need anyway.
    pytest.importorskip("cliff")
    cliff = pkgutil.resolve_name(theirs)()
    cliff_columns = pkgutil.resolve_name("cliff.columns")
    shouted = type(
        "Shouted",
        (cliff_columns.FormattableColumn,),
        {"human_readable": lambda cell: f"{cell._value}!"},
    )
    ours = importlib.import_module(f"blockctl.output.format_{format_}")
    settings = argparse.Namespace(
        print_empty=False, max_width=0, fit_width=False, noindent=False,
        quote_mode="nonnumeric", prefix="", variables=[],
    )  # fmt: skip
    headers = ["ID", "名前", "S"]
    for first, second in product(CELLS, CELLS):
        expected, printed = io.StringIO(), io.StringIO()
        if format_ != "shell":
            rows = [[first, second, 7], [second, first, "x"]]
            theirs_rows = [[*row[:2], shouted(row[2])] for row in rows]
            our_rows = [[*row[:2], Humanized(row[2], "{}!".format)] for row in rows]
            cliff.emit_list(headers, theirs_rows, expected, settings)
            ours.write_list(headers, our_rows, printed, OutputOptions())
        if format_ != "csv":
            cliff.emit_one(["name", "value"], [first, second], expected, settings)
            ours.write_one(["name", "value"], [first, second], printed, OutputOptions())
        assert printed.getvalue() == expected.getvalue()
