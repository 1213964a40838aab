"""The ledger's file and rows: durable, owner only, and never silently replaced."""

import multiprocessing
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from blockctl.connectors import ledger, schema
from blockctl.connectors.claims import Claim
from blockctl.connectors.connection import Connection
from blockctl.connectors.handed_over import HandedOver
from blockctl.connectors.ledger import Ledger
from blockctl.errors import LocalFailed

VOLUME = {"id": "5f0c7f0e-6ed4-4f0e-9d0f-000000000001", "name": "demo"}
DEVICE = {
    "path": "/dev/loop7",
    "marks": {"kind": "loop", "diskseq": "42"},
    "size_bytes": 1024**3,
    "state": "connected",
}
OFFER = Connection("local", {"device_path": "/dev/loop7", "backing_file": "/volumes/demo"})


@dataclass(frozen=True)
class Volume(HandedOver):
    """What has a claim, as a volume of a cloud does."""

    source: str = "cinder"
    key: str = VOLUME["id"]
    label: str = "demo"
    endpoint: str = "http://cloud/v3/p"


@pytest.fixture
def book(env: dict[str, str]) -> Iterator[Ledger]:
    with ledger.opened() as opened:
        yield opened


def planned(book: Ledger, key: str = VOLUME["id"], label: str = "demo") -> Claim:
    return book.plan(Volume(key=key, label=label), host="here", mode="rw")


def bound(book: Ledger, claim: Claim, connection: Connection = OFFER) -> Claim:
    return book.finish(book.begin(claim, "attach", "export"), claim, {"connection": connection})


def connected(book: Ledger, claim: Claim, connection: Connection = OFFER) -> Claim:
    claim = bound(book, claim, connection)
    number = book.begin(claim, "attach", "connect")
    return book.finish(number, claim, {"device": DEVICE, "state": "attached"})


def test_the_file_is_for_its_owner_only_and_fully_synced(book: Ledger) -> None:
    planned(book)
    for file in ledger.ledger_path().parent.glob("ledger.sqlite*"):
        assert file.stat().st_mode & 0o777 == 0o600, file
    [[mode]] = book._connection.execute("PRAGMA journal_mode")
    [[synchronous]] = book._connection.execute("PRAGMA synchronous")
    [[keys]] = book._connection.execute("PRAGMA foreign_keys")
    assert (mode, synchronous, keys) == ("wal", 2, 1)


def test_making_it_leaves_no_other_file(book: Ledger) -> None:
    names = {path.name for path in ledger.ledger_path().parent.iterdir()}
    assert {name for name in names if not name.startswith("ledger.sqlite")} == set()


def test_a_claim_goes_through_its_states(book: Ledger) -> None:
    claim = planned(book)
    assert (claim.state, claim.attachment_id, claim.device) == ("planned", None, None)
    number = book.begin(claim, "attach", "reserve", detail=["other"])
    assert book.unfinished_step(claim) == "reserve"
    assert book.detail(claim, "reserve") == ["other"]
    claim = book.finish(number, claim, {"attachment_id": "a1", "state": "reserved"})
    assert (claim.state, claim.attachment_id) == ("reserved", "a1")
    assert book.unfinished_step(claim) is None
    claim = connected(book, claim)
    assert claim.device is not None
    assert (claim.device.path, claim.device.state) == ("/dev/loop7", "connected")
    assert claim.device.marks == DEVICE["marks"]
    assert claim.device.is_of_this_boot
    claim = book.finish(book.begin(claim, "detach", "disconnect"), claim, {"device": None})
    assert claim.device is not None
    assert claim.device.state == "disconnected"
    book.forget(claim)
    assert book.claims() == []
    for table in ("device", "wire", "journal"):
        assert book._connection.execute(f"SELECT * FROM {table}").fetchall() == []


def test_a_device_goes_with_its_last_claim(book: Ledger) -> None:
    first = connected(book, planned(book))
    second = connected(book, planned(book, "another"))
    assert book.sharing(first) == [second]
    book.forget(first)
    assert book.sharing(second) == []
    kept = book.present(second.id)
    assert kept.device is not None
    book.forget(kept)
    assert book._connection.execute("SELECT * FROM device").fetchall() == []


def test_a_volume_has_one_claim_for_each_cloud(book: Ledger) -> None:
    planned(book)
    with pytest.raises(sqlite3.IntegrityError):
        planned(book)


def test_a_state_that_is_none_is_refused(book: Ledger) -> None:
    claim = planned(book)
    with pytest.raises(sqlite3.IntegrityError):
        book.begin(claim, "attach", "reserve", state="nearly")
    assert book.unfinished_step(claim) is None, "the journal's row is in the same transaction"


def test_another_boot_makes_a_claim_stale(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = connected(book, planned(book))
    assert not claim.is_stale
    monkeypatch.setattr("blockctl.connectors.claims.boot_id", lambda: "another")
    assert claim.is_stale
    assert claim.device is not None
    assert not claim.device.is_of_this_boot
    assert ledger.device_of(VOLUME["id"]) is None


def test_device_of_never_fails_and_makes_nothing(env: dict[str, str]) -> None:
    path = ledger.ledger_path()
    assert ledger.device_of(VOLUME["id"]) is None
    assert not path.exists()
    with ledger.opened() as book:
        connected(book, planned(book))
    assert ledger.device_of(VOLUME["id"]) == "/dev/loop7"
    assert ledger.device_of("another") is None
    path.write_bytes(b"rubbish" * 1000)
    assert ledger.device_of(VOLUME["id"]) is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not a ledger of blockctl"),
        (b"not a database at all" * 100, "is damaged: file is not a database"),
    ],
)
def test_what_is_no_ledger_is_refused_and_kept(
    env: dict[str, str], content: bytes, sentence: str
) -> None:
    path = ledger.ledger_path()
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(LocalFailed, match=sentence), ledger.opened():
        pass
    assert path.read_bytes() == content


def test_a_damaged_page_is_a_sentence(env: dict[str, str]) -> None:
    path = ledger.ledger_path()
    with ledger.opened() as book:
        for number in range(200):
            planned(book, str(number), "x" * 100)
    whole = path.read_bytes()
    torn = whole[: len(whole) // 2] + os.urandom(2000) + whole[len(whole) // 2 + 2000 :]
    path.write_bytes(torn)
    with pytest.raises(LocalFailed, match="is damaged") as told, ledger.opened():
        pass
    assert "restore it rather than remove it" in (told.value.remedy or "")
    assert path.read_bytes() == torn


def test_a_newer_schema_is_refused(env: dict[str, str]) -> None:
    with ledger.opened():
        pass
    with closing(sqlite3.connect(ledger.ledger_path())) as raw:
        raw.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(LocalFailed, match="is of version 4, and this blockctl knows 3"):
        schema.connect(ledger.ledger_path())


def test_a_ledger_of_version_2_is_brought_up_with_what_is_in_it(env: dict[str, str]) -> None:
    with ledger.opened() as book:
        whole = [connected(book, planned(book))]
    with closing(sqlite3.connect(ledger.ledger_path(), isolation_level=None)) as raw:
        raw.execute("ALTER TABLE claim DROP COLUMN mountpoint")
        raw.execute("ALTER TABLE claim DROP COLUMN mount")
        raw.execute("PRAGMA user_version = 2")
    with ledger.opened() as book:
        assert book.claims() == whole
        assert book.change(whole[0], mount="/srv", mountpoint="/dev/vdb").mount == "/srv"
        [[version]] = book._connection.execute("PRAGMA user_version")
        assert version == schema.VERSION == 3
        columns = [row["name"] for row in book._connection.execute("PRAGMA table_info(claim)")]
    ledger.ledger_path().unlink()
    with ledger.opened() as book:
        made = [row["name"] for row in book._connection.execute("PRAGMA table_info(claim)")]
    assert sorted(columns) == sorted(made)


def test_bringing_a_ledger_up_is_whole_or_not_at_all(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ledger.opened() as book:
        planned(book)
    with closing(sqlite3.connect(ledger.ledger_path(), isolation_level=None)) as raw:
        raw.execute("ALTER TABLE claim DROP COLUMN mountpoint")
        raw.execute("ALTER TABLE claim DROP COLUMN mount")
        raw.execute("PRAGMA user_version = 2")
    [first, _] = schema._STEPS_UP[2]
    with monkeypatch.context() as broken:
        broken.setitem(schema._STEPS_UP, 2, (first, "ALTER TABLE no_such ADD COLUMN x"))
        with pytest.raises(LocalFailed, match="cannot be used"), ledger.opened():
            pass
    with ledger.opened() as book:
        assert len(book.claims()) == 1


def test_a_ledger_that_others_may_write_is_not_used(env: dict[str, str]) -> None:
    with ledger.opened():
        pass
    ledger.ledger_path().chmod(0o622)
    with pytest.raises(LocalFailed, match="can be changed by other users"):
        schema.connect(ledger.ledger_path())


def test_a_full_disk_is_a_sentence_and_changes_nothing(env: dict[str, str]) -> None:
    def fill() -> None:
        with ledger.opened() as book:
            claim = planned(book)
            [[pages]] = book._connection.execute("PRAGMA page_count")
            book._connection.execute(f"PRAGMA max_page_count = {pages}")
            while True:
                book.begin(claim, "attach", "reserve", detail="x" * 500, state="reserved")

    with pytest.raises(LocalFailed, match="its disk is full"):
        fill()
    with ledger.opened() as book:
        [claim] = book.claims()
        steps = book._connection.execute("SELECT count(*) FROM journal").fetchone()[0]
        book.begin(claim, "attach", "export")
        after = book._connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    assert after == steps + 1


def _plan_ten(state: str, worker: int) -> None:
    os.environ["BLOCKCTL_STATE_DIR"] = state
    for number in range(10):
        with ledger.opened() as book:
            planned(book, f"{worker}-{number}")


def test_many_processes_make_and_write_one_ledger(env: dict[str, str], tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    state = str(tmp_path / "shared")
    workers = [spawn.Process(target=_plan_ten, args=(state, number)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    with closing(schema.connect(tmp_path / "shared" / "ledger.sqlite")) as connection:
        assert len(Ledger(connection).claims()) == 40
