"""Named points at which a test can make a command die or fail; without a test they do nothing.

``BLOCKCTL_FAULT`` holds ``point=what``: the name of a signal to send to ourselves, or ``fail``.
It counts only together with the file ``faults-allowed`` in the state folder, so that a variable
that strayed into an environment harms nobody. Steps have a point ``<operation>-<step>-before``
and one ``…-after``: the deed is done, and not yet written down.
"""

import os
import signal

from blockctl.errors import LocalFailed
from blockctl.paths import state_dir

MARKER = "faults-allowed"


def point(name: str) -> None:
    """Die or fail here if a test asked for it. Raises LocalFailed for ``fail``."""
    armed, _, what = os.environ.get("BLOCKCTL_FAULT", "").partition("=")
    if armed != name or not (state_dir() / MARKER).exists():
        return
    if what == "fail":
        raise LocalFailed(f"A test made {name} fail.")
    os.kill(os.getpid(), signal.Signals[what])
