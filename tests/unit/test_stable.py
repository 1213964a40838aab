"""Names of devices that stay the same."""

from pathlib import Path

import pytest

from blockctl.connectors.stable import name_of


@pytest.fixture
def host(tmp_path: Path) -> Path:
    for folder in ("dev/disk/by-id", "dev/mapper", "sys/class/block"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def device(host: Path, name: str, *links: str) -> str:
    file = host / "dev" / name
    file.touch()
    for link in links:
        (host / "dev" / link).symlink_to(file)
    return str(file)


def named(host: Path, path: str) -> str:
    found = name_of(path, host / "dev", host / "sys")
    return found.removeprefix(f"{host}/")


@pytest.mark.parametrize(
    ("links", "name"),
    [
        (["scsi-36001405", "wwn-0x6001405", "scsi-SLIO-ORG_v"], "wwn-0x6001405"),
        (["scsi-SLIO-ORG_v", "scsi-36001405"], "scsi-36001405"),
        (["nvme-Linux_a1", "nvme-uuid.c0ffee00"], "nvme-uuid.c0ffee00"),
    ],
)
def test_what_the_storage_calls_it_comes_first(host: Path, links: list[str], name: str) -> None:
    path = device(host, "sda", *(f"disk/by-id/{link}" for link in links))
    device(host, "sdb", "disk/by-id/wwn-0x0001")
    assert named(host, path) == f"dev/disk/by-id/{name}"


def test_a_map_is_called_by_its_name(host: Path) -> None:
    path = device(host, "dm-3", "mapper/36001405", "disk/by-id/wwn-0x6001405")
    (host / "sys/class/block/dm-3/dm").mkdir(parents=True)
    (host / "sys/class/block/dm-3/dm/name").write_text("36001405\n")
    assert named(host, path) == "dev/mapper/36001405"


def test_what_has_no_other_name_or_is_a_link_keeps_its_own(host: Path) -> None:
    assert named(host, device(host, "loop0", "disk/by-id/os-brick+dev+loop0")) == "dev/loop0"
    device(host, "dm-1", "mapper/group-volume")
    assert named(host, str(host / "dev/mapper/group-volume")) == "dev/mapper/group-volume"
