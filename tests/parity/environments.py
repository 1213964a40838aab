"""Where the peers and Keystone are installed: ``make`` puts them beside the project's own."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]


def interpreter(name: str) -> Path:
    """The Python of ``.venv-NAME``, or of the environment that ``PARITY_NAME`` names.

    Raises FileNotFoundError, with the remedy, when it is not there.
    """
    named = os.environ.get(f"PARITY_{name.upper()}")
    python = (Path(named) if named else ROOT / f".venv-{name}") / "bin" / "python"
    if not python.exists():
        raise FileNotFoundError(f"{python} is missing: run `make .venv-{name}/.done` first")
    return python


PEERS = "peers"
KEYSTONE = "keystone"
BRICK = "brick"
