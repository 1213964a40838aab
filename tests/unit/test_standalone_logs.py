"""What is told of a log: its end, what is added, and why a service ended."""

import threading
import time
from pathlib import Path

import pytest

from blockctl.standalone import logs

PREFIX = "2026-11-22 18:04:49.773 5381 {} cinder.service [None req-b329 - - - - - -] "


def test_tail(tmp_path: Path) -> None:
    path = tmp_path / "log"
    assert logs.tail(path, 5) == []
    path.write_text("".join(f"{number}\n" for number in range(9)))
    assert logs.tail(path, 2) == ["7", "8"]
    assert logs.tail(path, 0) == []


def test_follow_gives_whole_lines_and_survives_rotation(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("old\n")
    following = logs.follow(path, interval=0.01)

    def write() -> None:
        # The follower begins at the end of what is there when its first line is asked for.
        time.sleep(0.2)
        with path.open("a") as file:
            file.write("fir")
            file.flush()
            time.sleep(0.1)
            file.write("st\n")
        time.sleep(0.1)
        path.rename(tmp_path / "log.1")
        path.write_text("second\n")

    writer = threading.Thread(target=write)
    writer.start()
    assert [next(following), next(following)] == ["first", "second"]
    writer.join()


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], None),
        ([PREFIX.format("INFO") + "starting"], "starting"),
        ([PREFIX.format("ERROR") + "no disk", PREFIX.format("INFO") + "bye"], "no disk"),
        ([PREFIX.format("ERROR") + "no driver", PREFIX.format("ERROR") + "so no"], "no driver"),
        (["Traceback (most recent call last):", "  File x", "OSError: gone"], "OSError: gone"),
        (["Port 1 is held.", PREFIX.format("INFO") + "bye", ""], "Port 1 is held."),
    ],
)
def test_reason_for_end(tmp_path: Path, lines: list[str], reason: str | None) -> None:
    path = tmp_path / "log"
    path.write_text("an earlier failure\n")
    start = path.stat().st_size
    path.write_text("an earlier failure\n" + "".join(f"{line}\n" for line in lines))
    assert logs.reason_for_end(path, start) == reason
