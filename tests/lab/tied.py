"""Processes that end with this one, whatever ends it: setpriv(1) sets their PR_SET_PDEATHSIG."""

import signal
from collections.abc import Sequence


def tied(command: Sequence[str], number: signal.Signals = signal.SIGKILL) -> list[str]:
    """The command line of ``command``, to which ``number`` is sent when our thread ends."""
    return ["setpriv", "--pdeathsig", number.name.removeprefix("SIG"), *command]
