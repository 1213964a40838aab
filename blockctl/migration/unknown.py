"""Values that only a running script knows, such as ``$NAME``, stood in for by one character each.

The characters are high surrogates, which decoded text never has alone: what UTF-8 cannot say
becomes low ones (PEP 383). So a line with them is read and translated as any other.
"""

from collections.abc import Iterable
from enum import IntEnum

from blockctl.errors import BlockctlError

# How many values of one kind a command may have.
MOST = 0x100


class Amount(IntEnum):
    """How many words the value is, as the first of the characters that stand for such."""

    ONE = 0xD800
    LIKELY_ONE = 0xD900  # not quoted: whatever the shell splits it into
    ANY = 0xDA00  # all arguments of a function, or of an array
    OPTIONAL = 0xDB00  # nothing, or perhaps an option


class Undecided(BlockctlError):
    """What becomes of a line depends on a value that only the running script knows."""


def stand_in(amount: Amount, number: int) -> str:
    """The character for the value of this ``number``, below ``MOST``, in its command."""
    return chr(amount + number)


def is_unknown(value: object) -> bool:
    """Whether a value has such a character in it."""
    return isinstance(value, str) and any(_amount(char) for char in value)


def may_be_several(value: object) -> bool:
    """Whether a value has something in it that the shell may make several words of."""
    return isinstance(value, str) and any(_amount(char) not in (None, Amount.ONE) for char in value)


def refuse(value: object, why: str) -> None:
    """Raise Undecided where the value is not known; ``why`` goes on from it."""
    if is_unknown(value):
        raise Undecided(f"What {value} holds {why}.")


def refuse_several(values: Iterable[object]) -> None:
    """Raise Undecided where one of ``values`` may turn out to be several."""
    for value in values:
        if may_be_several(value):
            raise Undecided(f"{value} may be several words, each of which needs an option.")


def refuse_many(value: object) -> None:
    """Raise Undecided where one word is needed and it may be none, or many."""
    for each in value if isinstance(value, list) else (value,):
        amounts = {_amount(char) for char in each} if isinstance(each, str) else set()
        if Amount.OPTIONAL in amounts:
            raise Undecided(f"{each} may be an option, or nothing.")
        if Amount.ANY in amounts and each is value:
            raise Undecided(f"{each} is any number of words.")


def _amount(char: str) -> Amount | None:
    return next((each for each in Amount if each <= ord(char) < each + MOST), None)
