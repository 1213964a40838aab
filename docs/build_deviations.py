"""Writes docs/reference/deviations.md from the list: ``python docs/build_deviations.py``.

tests/parity/test_deviations.py fails when the page is not what this makes.
"""

import sys
from pathlib import Path

from blockctl.migration.deviations import DEVIATIONS, Deviation

PAGE = Path(__file__).parent / "reference" / "deviations.md"
HEAD = """# Deviations from OpenStackClient

Everything that `blockctl` does otherwise than `openstack` in the same command, on purpose. Made by
`docs/build_deviations.py` from the list that the parity tests read: they run both commands on one
Cinder, and fail on any deviation that is not here, and on any here that no longer shows.

"""


def page() -> str:
    """The whole page as Markdown."""
    return HEAD + "\n".join(map(_entry, DEVIATIONS))


def _entry(deviation: Deviation) -> str:
    every = "every command"
    commands = ", ".join(every if each == "*" else f"`{each}`" for each in deviation.commands)
    return (
        f"## {deviation.name}\n\n"
        f"- **Where:** {commands}\n"
        f"- **openstack:** {deviation.openstack}\n"
        f"- **blockctl:** {deviation.blockctl}\n"
        f"- **Why:** {deviation.reason}\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stderr.write(f"{PAGE} written\n")
