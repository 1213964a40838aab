"""The wheel holds the package and nothing else, and runs where nothing else is."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from blockctl import __version__

ROOT = Path(__file__).parents[2]
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "blockctl", "commands", "connectors")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the tree, so that the tree stays as it is."""
    copy, dist = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("dist")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist)]
    subprocess.run([*command, str(copy)], check=True, capture_output=True)
    (built,) = dist.glob("*.whl")
    return built


def test_it_holds_every_module_and_nothing_outside_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    info = f"blockctl-{__version__}.dist-info/"
    assert not {name for name in names if not name.startswith(("blockctl/", info))}
    for folder, inside in (
        ("blockctl", "blockctl"),
        ("commands", "blockctl/commands"),
        ("connectors", "blockctl/connectors"),
    ):
        there = {
            f"{inside}/{path.relative_to(ROOT / folder)}" for path in (ROOT / folder).rglob("*.py")
        }
        assert there
        assert there <= names
    assert {"blockctl/py.typed", "blockctl/migration/table.html"} <= names
    assert f"{info}licenses/LICENSE" in names


def test_it_runs_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin/python"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # The caller's folder and variables must not lend it the tree.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def run(*command: object) -> str:
        done = subprocess.run(
            [str(each) for each in command], cwd=elsewhere, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(python, "-m", "pip", "install", "--quiet", wheel)
    assert run(home / "bin/blockctl", "--version") == f"blockctl, version {__version__}\n"
    assert run(home / "bin/blockctl", "--help").startswith("Usage: blockctl ")
    assert "create" in run(python, "-m", "blockctl", "volume", "--help")
    assert str(home) in run(python, "-c", "import blockctl; print(blockctl.__file__)")
    # Every command can be loaded with the dependencies that the wheel asks for.
    for words in ("volume list", "volume snapshot create", "connector show", "local attach"):
        assert run(home / "bin/blockctl", *words.split(), "--help").startswith("Usage: ")
    installed = run(python, "-m", "pip", "list", "--format", "freeze").lower()
    assert "cinder==" not in installed, "the base install stays small"
