"""Every error a user can meet, one class a cause, each with its exit code.

The exit codes are an interface: they are documented in docs/reference/exit-codes.md and tested.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit status tells a script."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    NOT_ALLOWED = 4
    CONFLICT = 5
    TIMED_OUT = 6
    UNREACHABLE = 7
    LOCAL_FAILED = 8
    SOME_FAILED = 9
    FINDING = 10
    INTERRUPTED = 130


class BlockctlError(Exception):
    """An error told to the user as one sentence, without a traceback.

    ``message`` says what happened and on what; ``remedy``, if any, says what to do next.
    Neither may carry a secret; control characters in them are made visible when they are printed.
    """

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class BadUsage(BlockctlError):
    """The command line, the environment or a file asks for something that makes no sense."""

    exit_code = ExitCode.USAGE


class NotFound(BlockctlError):
    """The named thing does not exist, or is not visible to this user."""

    exit_code = ExitCode.NOT_FOUND


class NotAllowed(BlockctlError):
    """Not authenticated, or authenticated and not permitted."""

    exit_code = ExitCode.NOT_ALLOWED


class Conflict(BlockctlError):
    """The thing is in a state that forbids this, a name is ambiguous, or a quota is reached."""

    exit_code = ExitCode.CONFLICT


class TimedOut(BlockctlError):
    """Waiting took longer than allowed; the operation itself may still be running."""

    exit_code = ExitCode.TIMED_OUT


class Unreachable(BlockctlError):
    """The service cannot be reached, or fails."""

    exit_code = ExitCode.UNREACHABLE


class LocalFailed(BlockctlError):
    """Attaching or detaching on this host failed."""

    exit_code = ExitCode.LOCAL_FAILED


class SomeFailed(BlockctlError):
    """Of several targets some succeeded and some failed; each failure was reported already."""

    exit_code = ExitCode.SOME_FAILED


class Interrupted(BlockctlError):
    """The user interrupted the command."""

    exit_code = ExitCode.INTERRUPTED
