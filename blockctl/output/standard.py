"""Standard output that says of itself when it could not be written."""

import io
from collections.abc import Iterator
from contextlib import contextmanager


class OutputRefused(OSError):
    """What went wrong was the output, and not the command."""


class Output(io.TextIOWrapper):
    """Raises OutputRefused where a text stream raises OSError, and BrokenPipeError as it does."""

    def write(self, text: str) -> int:
        with _told():
            return super().write(text)

    def flush(self) -> None:
        with _told():
            super().flush()


def of(stream: io.TextIOWrapper) -> Output:
    """The same stream, which is not to be used under its old name any more.

    A name that the terminal's encoding lacks does not fail the command.
    """
    encoding, lines = stream.encoding, stream.line_buffering
    return Output(
        stream.detach(), encoding=encoding, errors="backslashreplace", line_buffering=lines
    )


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as refused:
        raise OutputRefused(*refused.args) from refused
