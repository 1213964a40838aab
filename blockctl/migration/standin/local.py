"""What the brick extension's verbs print of what ours tell as JSON.

Read off python-brick-cinderclient-ext 2.8.0 (brick_cinderclient_ext/__init__.py), which prints
os-brick's own answer to an attach.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from blockctl.migration.standin.tables import print_fields, say

PATHS_OF_ONE = "get-volume-paths"


def print_told(verb: str, told: Any) -> None:
    """Print ``told``, the fields or the rows of the command of ours that ``verb`` becomes."""
    printed_by: Mapping[str, Callable[[Any], None]] = {
        "get-connector": print_fields,
        "local-attach": _print_device,
        "get-all-volume-paths": _print_paths,
        PATHS_OF_ONE: _print_paths,
    }
    if verb in printed_by:
        printed_by[verb](told)


def _print_device(attached: Mapping[str, Any]) -> None:
    kind = "local" if attached["transport"] == "local" else "block"
    print_fields({"type": kind, "path": attached["device"]})


def _print_paths(rows: Sequence[Mapping[str, str]]) -> None:
    if rows:
        say("\n".join(row["Path"] for row in rows))
