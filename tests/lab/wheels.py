"""The Python packages of the guest, in the versions that this interpreter's environment has."""

import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.lab.places import PROJECT

# The guest's Python is Debian's, whatever the host's is.
_GUEST_PYTHON = (
    "--only-binary=:all:", "--python-version=3.11", "--implementation=cp", "--platform=any",
)  # fmt: skip
# Debian 12 has glibc 2.36; wheels are marked with the oldest that they run on.
_PLATFORMS = [f"--platform=manylinux_2_{minor}_x86_64" for minor in range(36, 4, -1)] + [
    f"--platform=manylinux{year}_x86_64" for year in ("2014", "2010", "1")
]


def requirements() -> list[str]:
    """What blockctl with a standalone service asks for in pyproject.toml."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["standalone"]]


def versions() -> list[str]:
    """``name==version`` of all that ``requirements`` bring in, as it is installed here."""
    found: dict[str, str] = {}
    wanted = [Requirement(line) for line in requirements()]
    while wanted:
        requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        if name in found and not requirement.extras:
            continue
        distribution = importlib.metadata.distribution(name)
        found[name] = distribution.version
        needed = (Requirement(line) for line in distribution.requires or ())
        wanted += [each for each in needed if _applies(each, requirement.extras)]
    return sorted(f"{name}=={version}" for name, version in found.items())


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": each}) for each in ("", *extras))


def download(folder: Path) -> None:
    """Fetch ``requirements`` in these ``versions``, as wheels for the guest, into ``folder``.

    Raises CalledProcessError when pip fails; its words go to stderr.
    """
    folder.mkdir()
    pins = folder / "versions.txt"
    pins.write_text("\n".join(versions()))
    (folder / "requirements.txt").write_text("\n".join(requirements()))
    subprocess.run(
        [
            sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-qq",
            f"--dest={folder}", f"--constraint={pins}", *_GUEST_PYTHON, *_PLATFORMS,
            *requirements(),
        ],
        check=True,
    )  # fmt: skip
