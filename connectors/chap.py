"""A CHAP secret that is given apart from its connection: in a file, on standard input or in the
environment, but never in an argument, which every user of the host could read.
"""

import os
import sys
from dataclasses import dataclass, field
from typing import Any

from blockctl.errors import BadUsage
from blockctl.output.terminal import note

VARIABLE = "BLOCKCTL_CHAP_SECRET"
STDIN = "-"
HOW_TO_GIVE = (
    "Give it with --secret-file FILE or, unless it shall be persistent, in the variable "
    f"{VARIABLE}."
)
# Bytes; targets take some dozens at most.
_LONGEST = 1024
_OTHERS_MAY_READ = 0o044


@dataclass(frozen=True)
class Secret:
    """``value`` is nobody else's. ``file`` is where it was read, None for the environment."""

    value: str = field(repr=False)
    file: str | None = None

    @property
    def recorded_file(self) -> str | None:
        """The file in which it can be read once more."""
        return None if self.file == STDIN else self.file

    def put_into(self, data: dict[str, Any], origin: str) -> dict[str, Any]:
        """The data of a connection with this secret in it.

        Raises BadUsage where there is no CHAP user whose it could be; what the environment holds
        may be for another connection, and is passed over then, and where there is a secret.
        """
        if data.get("auth_method") == "CHAP" and (self.file or not data.get("auth_password")):
            return {**data, "auth_password": self.value}
        if self.file:
            raise BadUsage(
                f"A secret is given for {origin}, which has no CHAP user.",
                "Write it as iscsi://USER@HOST/IQN/LUN, or put auth_method and auth_username "
                "into the data.",
            )
        return data


def given(file: str | None) -> Secret | None:
    """The secret in ``file`` (``-`` is standard input) or else in the environment; None if there
    is none in either. A last line break is not part of it.

    Raises BadUsage for a file that cannot be read or holds no secret.
    """
    if file is not None:
        return Secret(_of(_read(file), _place(file)), file)
    value = os.environ.get(VARIABLE)
    return Secret(_of(os.fsencode(value), f"the variable {VARIABLE}")) if value else None


def _place(file: str) -> str:
    return "standard input" if file == STDIN else file


def _read(file: str) -> bytes:
    if file == STDIN:
        return sys.stdin.buffer.read(_LONGEST + 1)
    try:
        with open(file, "rb") as opened:
            if os.fstat(opened.fileno()).st_mode & _OTHERS_MAY_READ:
                note(f"Other users can read the secret file {file}: chmod 600 {file}")
            return opened.read(_LONGEST + 1)
    except OSError as refused:
        raise BadUsage(f"The secret file {file} cannot be read: {refused.strerror}.") from refused


def _of(text: bytes, place: str) -> str:
    if len(text) > _LONGEST:
        raise BadUsage(f"What is in {place} is too long for a CHAP secret.")
    try:
        value = text.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise BadUsage(f"What is in {place} is no text, so it is no CHAP secret.") from None
    if not value:
        raise BadUsage(f"There is no secret in {place}.")
    if not value.isprintable():
        raise BadUsage(f"What is in {place} has a line break or another control character in it.")
    return value
