"""Names of devices that stay the same, whatever the kernel numbers them."""

import os
from pathlib import Path

# udev's names of what the storage itself calls the device (60-persistent-storage.rules), the one
# that is unique first; others have a vendor, a model and a serial number in them.
_PREFERRED = ("wwn-", "nvme-uuid.", "nvme-eui.", "nvme-nguid.", "scsi-3", "nvme-", "scsi-")


def name_of(path: str, dev: Path = Path("/dev"), sys: Path = Path("/sys")) -> str:
    """The stable name of the device at ``path``; ``path`` where it is one already, or has none.

    A device-mapper's is below /dev/mapper, others' are below /dev/disk/by-id.
    """
    if os.path.islink(path):
        return path
    mapped = _text(sys / "class" / "block" / os.path.basename(path) / "dm" / "name")
    if mapped and os.path.realpath(dev / "mapper" / mapped) == path:
        return str(dev / "mapper" / mapped)
    links = [
        link
        for link in (dev / "disk" / "by-id").glob("*")
        if link.name.startswith(_PREFERRED) and os.path.realpath(link) == path
    ]
    return str(min(links, key=_rank)) if links else path


def _rank(link: Path) -> tuple[int, str]:
    at = next(at for at, prefix in enumerate(_PREFERRED) if link.name.startswith(prefix))
    return at, link.name


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="backslashreplace").strip()
    except OSError:
        return ""
