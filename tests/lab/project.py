"""The project as the guest gets it: packed from the working tree at the start of a session.

A copy, and not a shared folder: with one of those QEMU can save no state, and every import in the
guest would ask the host.
"""

import io
import tarfile
from pathlib import Path

from tests.lab.places import LAB, PROJECT

# Where each folder of the tree stands among the modules, as pyproject.toml maps them.
_PLACES = {
    PROJECT / "blockctl": "blockctl",
    PROJECT / "commands": "blockctl/commands",
    PROJECT / "connectors": "blockctl/connectors",
    LAB / "inside": "tests/lab/inside",
}
_PACKAGES = (PROJECT / "tests" / "__init__.py", LAB / "__init__.py")


def packed() -> bytes:
    """A tar file of blockctl and of what the tests run in the guest."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as archive:
        for package in _PACKAGES:
            archive.add(package, str(package.relative_to(PROJECT)))
        for folder, place in _PLACES.items():
            archive.add(folder, place, filter=_without_bytecode)
    return buffer.getvalue()


def modules() -> list[str]:
    """What the tests run most in the guest, where importing it takes longer than running it."""
    folders = {
        "blockctl.connectors": (PROJECT / "connectors").glob("*.py"),
        "blockctl.commands": (PROJECT / "commands").glob("local*.py"),
        "tests.lab.inside": (LAB / "inside").glob("*.py"),
    }
    found = [f"{package}.{file.stem}" for package, files in folders.items() for file in files]
    return ["blockctl.cli", *(name for name in found if not name.endswith(".__init__"))]


def _without_bytecode(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if Path(entry.name).name == "__pycache__" else entry
