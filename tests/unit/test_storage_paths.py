"""What the kernel's tables and a disk's own answer say about the way to its storage."""

from pathlib import Path

import pytest

from blockctl.connectors import exchanged
from blockctl.connectors.doctor import path_states

# Kind 3 (NAA) of the disk, and kind 4 (relative port) of the port it was asked at.
_NAMED = b"\x01\x03\x00\x08" + bytes.fromhex("6001405aaaaaaaaa")
_PORT = b"\x01\x14\x00\x04\x00\x00\x00\x01"


def page(*designators: bytes) -> bytes:
    body = b"".join(designators)
    return b"\x00\x83" + len(body).to_bytes(2, "big") + body


def test_a_disk_is_told_by_its_own_names_whatever_port_it_was_asked_at() -> None:
    names = [(3, _NAMED[4:])]
    assert exchanged.designators(page(_NAMED, _PORT)) == names
    assert exchanged.designators(page(_PORT, _NAMED) + bytes(100)) == names
    assert exchanged.designators(page(_PORT)) == []


@pytest.mark.parametrize("torn", [b"", b"\x00\x83", page(_NAMED)[:-3], page(b"\x01\x03\x00")])
def test_a_torn_page_does_no_harm(torn: bytes) -> None:
    exchanged.designators(torn)


def lay(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def test_a_disk_that_does_not_answer_is_not_another_one(tmp_path: Path) -> None:
    files = {"block/sdnone/device/state": "running", "block/sdnone/device/vpd_pg83": "page"}
    assert exchanged.among("/dev/sdnone", lay(tmp_path, files)) is None


MAP = {
    "block/dm-7/dm/name": "mpatha\n",
    "block/dm-7/slaves/sdx/size": "1",
    "block/dm-7/slaves/sdy/size": "1",
    "block/sdx/device/state": "running\n",
    "block/sdy/device/state": "transport-offline\n",
}
NVME = {"block/nvme7n1/device/nvme7/state": "live\n", "block/nvme7n1/device/nvme8/state": "x\n"}


@pytest.mark.parametrize(
    ("path", "files", "expected"),
    [
        ("/dev/dm-7", MAP, "1 of 2 paths of /dev/dm-7 carry nothing: sdy (transport-offline)"),
        ("/dev/sdx", MAP, None),
        ("/dev/nvme7n1", NVME, "1 of 2 paths of /dev/nvme7n1 carry nothing: nvme8 (x)"),
        ("/dev/loop7", MAP, None),
    ],
)
def test_paths_that_carry_nothing_are_named(
    tmp_path: Path, path: str, files: dict[str, str], expected: str | None
) -> None:
    assert path_states.failing(path, lay(tmp_path, files)) == expected
