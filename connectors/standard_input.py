"""A connection on standard input, which can be read once only."""

import sys
from functools import cache

from blockctl.connectors import connection_file
from blockctl.connectors.chap import Secret
from blockctl.connectors.connection import Connection
from blockctl.connectors.connection_file import MOST, Read

# What names standard input where a source is named.
STDIN = "-"


def read(secret: Secret | None = None) -> Read:
    """As connection_file.of_text, however often it is asked for."""
    return connection_file.of_text(_text(), "standard input", secret)


def connection() -> Connection:
    """The connection alone, to know it by."""
    return read().connection


@cache
def _text() -> bytes:
    return sys.stdin.buffer.read(MOST + 1)
