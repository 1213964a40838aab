"""Arrows run one way: commands -> connectors -> core, commands -> core."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = {
    "blockctl": "blockctl",
    "commands": "blockctl.commands",
    "connectors": "blockctl.connectors",
}


def modules() -> dict[str, Path]:
    """Every module of the package with its file, named as it is imported."""
    found = {}
    for folder, package in ROOMS.items():
        for path in sorted((ROOT / folder).rglob("*.py")):
            inside = path.relative_to(ROOT / folder).with_suffix("").parts
            name = ".".join((package, *inside)).removesuffix(".__init__")
            found[name] = path
    return found


MODULES = modules()


def imports(path: Path) -> Iterator[str]:
    """What a file imports, wherever in it: ``from a import b`` counts as ``a`` and as ``a.b``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


IMPORTS = {name: set(imports(path)) for name, path in MODULES.items()}


def is_below(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def importers(package: str) -> set[str]:
    """The modules that import ``package`` or something below it."""
    return {
        name for name, taken in IMPORTS.items() if any(is_below(each, package) for each in taken)
    }


def is_core(module: str) -> bool:
    return not is_below(module, "blockctl.commands") and not is_below(module, "blockctl.connectors")


def test_the_three_rooms_are_there() -> None:
    for package in (*ROOMS.values(), "blockctl.api", "blockctl.output", "blockctl.standalone"):
        assert any(is_below(name, package) for name in MODULES)
    assert "blockctl.commands.volume" in MODULES


@pytest.mark.parametrize("above", ["blockctl.commands", "blockctl.connectors"])
def test_the_core_imports_neither_commands_nor_connectors(above: str) -> None:
    assert not {name for name in importers(above) if is_core(name)}


def test_connectors_import_no_commands() -> None:
    assert not {
        name for name in importers("blockctl.commands") if is_below(name, "blockctl.connectors")
    }


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("os_brick", ("blockctl.connectors.brick", "blockctl.standalone")),
        ("cinder", ("blockctl.standalone",)),
        ("keystoneauth1", ("blockctl.cloud", "blockctl.session")),
        ("http", ("blockctl.transport", "blockctl.standalone")),
        ("requests", ()),
        ("rich", ("blockctl.output", "blockctl.cli", "blockctl.commands")),
        ("tabulate", ("blockctl.output",)),
        ("sqlite3", ("blockctl.connectors", "blockctl.standalone")),
        (
            "click",
            ("blockctl.argv", "blockctl.cli", "blockctl.commands", "blockctl.global_options"),
        ),
    ],
)
def test_one_door_for_each_library(package: str, allowed: tuple[str, ...]) -> None:
    strangers = {
        name for name in importers(package) if not any(is_below(name, place) for place in allowed)
    }
    assert not strangers


@pytest.mark.parametrize("library", ["http", "urllib", "requests", "keystoneauth1", "socket"])
def test_output_knows_nothing_of_http(library: str) -> None:
    # The trace prints requests, and shortens their addresses.
    assert not {
        name
        for name in importers(library)
        if is_below(name, "blockctl.output") and name != "blockctl.output.trace"
    }


@pytest.mark.parametrize("room", ["blockctl.output", "blockctl.commands", "blockctl.standalone"])
def test_api_stands_below_the_rest(room: str) -> None:
    assert not {name for name in importers(room) if is_below(name, "blockctl.api")}


def test_only_the_standalone_command_imports_standalone_s_server_side() -> None:
    heavy = {name for name in MODULES if "cinder" in {each.split(".")[0] for each in IMPORTS[name]}}
    assert heavy
    for module in heavy:
        outside = {name for name in importers(module) if not is_below(name, "blockctl.standalone")}
        assert not outside, f"{module} must only be started as a process of its own"


def test_every_package_is_in_the_wheel() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(settings["tool"]["setuptools"]["packages"])
    there = {name for name, path in MODULES.items() if path.name == "__init__.py"}
    folders = {
        name.rpartition(".")[0] for name, path in MODULES.items() if path.name != "__init__.py"
    }
    assert there | folders == listed


def test_no_module_is_too_long() -> None:
    lengths = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()
    }
    assert not {name: length for name, length in lengths.items() if length > 300}
