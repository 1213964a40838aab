"""Runs the server in an interpreter that has Cinder but not blockctl: ``PYTHON launch.py …``.

Only the package blockctl is added there, from where this file is; the folder around it may
hold other versions of what that Cinder needs.
"""

import importlib.util
import runpy
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def main() -> None:
    spec = importlib.util.spec_from_file_location(
        PACKAGE.name, PACKAGE / "__init__.py", submodule_search_locations=[str(PACKAGE)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE.name] = package
    spec.loader.exec_module(package)
    runpy.run_module(f"{PACKAGE.name}.standalone.server", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
