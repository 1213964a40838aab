"""The command ``blockctl``, in a fork of the agent, which has its heavy modules imported."""

import os
import sys
from collections.abc import Mapping, Sequence


def blockctl(arguments: Sequence[str], env: Mapping[str, str]) -> None:
    """Run one command line; the process ends with the command's exit status."""
    os.environ.update(env)
    sys.argv = ["blockctl", *arguments]
    from blockctl.__main__ import run

    run()
