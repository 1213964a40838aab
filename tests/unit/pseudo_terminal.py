"""Runs a command on a pseudo-terminal, as a person does."""

import os
import pty
import subprocess
from collections.abc import Sequence


def on_terminal(command: Sequence[str], env: dict[str, str], columns: int = 120) -> tuple[int, str]:
    """Run ``command`` with its stdout and stderr on a terminal; its exit status and the text."""
    ours, theirs = pty.openpty()
    settings = {"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": "40"}
    with subprocess.Popen(
        command, env={**env, **settings}, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        read = b""
        try:
            while chunk := os.read(ours, 65536):
                read += chunk
        except OSError:
            pass  # Linux reports the end of a pseudo-terminal as an input/output error
        finally:
            os.close(ours)
    # The terminal's own line discipline turns a newline into two characters.
    return process.returncode, read.decode().replace("\r\n", "\n")
