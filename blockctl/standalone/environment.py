"""What ``standalone up`` needs from outside, checked before anything is changed."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

from blockctl.errors import BadUsage, BlockctlError

# The series that overrides.py was proved with.
PROVED = "29.0"

_ASK = """
import importlib.metadata, json, sys
try:
    cinder = importlib.metadata.version("cinder")
except importlib.metadata.PackageNotFoundError:
    cinder = None
print(json.dumps([list(sys.version_info[:2]), cinder]))
"""
_ANSWER_SECONDS = 30


def require_cinder(python: str | None) -> str:
    """The version of the Cinder that ``python`` has, or this interpreter when that is None.

    Raises BadUsage when ``python`` is no Python 3.11 or later, BlockctlError when Cinder is
    not installed there.
    """
    if python is None and importlib.util.find_spec("cinder") is None:
        raise BlockctlError(
            "The standalone service needs Cinder, which is not installed.",
            "Install it with: pip install 'blockctl[standalone]', "
            "or name an interpreter that has it with --python.",
        )
    interpreter = python or sys.executable
    release, cinder = _ask(interpreter)
    if release < [3, 11]:
        raise BadUsage(
            f"{interpreter} is Python {release[0]}.{release[1]}; it takes 3.11 or later."
        )
    if cinder is None:
        raise BlockctlError(
            f"{interpreter} has no Cinder.", f"Install it with: {interpreter} -m pip install cinder"
        )
    return cinder


def _ask(interpreter: str) -> tuple[list[int], str | None]:
    try:
        done = subprocess.run(
            [interpreter, "-c", _ASK], stdin=subprocess.DEVNULL, capture_output=True,
            timeout=_ANSWER_SECONDS, env={"PATH": os.environ.get("PATH", "")}, check=True,
        )  # fmt: skip
        release, cinder = json.loads(done.stdout)
    except OSError as refused:
        raise BadUsage(f"{interpreter} cannot be run: {refused.strerror}.") from refused
    except (subprocess.SubprocessError, ValueError, TypeError) as other:
        raise BadUsage(f"{interpreter} is no Python interpreter.") from other
    return release, cinder


def require_configuration(path: Path) -> None:
    """Raises BadUsage when ``path`` cannot be read or is no configuration as Cinder has them.

    Whether the options in it make sense only Cinder can tell, when it starts.
    """
    # It takes 60 ms to import, and only --config needs it.
    from oslo_config import cfg

    try:
        cfg.ConfigParser(str(path), {}).parse()
    except OSError as refused:
        raise BadUsage(f"{path} cannot be read: {refused.strerror}.") from refused
    except UnicodeDecodeError as garbage:
        raise BadUsage(f"{path} is no configuration file: it is not text.") from garbage
    except cfg.ParseError as garbage:
        raise BadUsage(f"{path} is no configuration file: {garbage.msg}.") from garbage
