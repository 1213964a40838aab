"""Words and values: how options are written, and what cinder's values mean."""

from collections.abc import Sequence
from typing import Any

from blockctl.errors import BlockctlError
from blockctl.migration.unknown import refuse, refuse_several

_YES = ("1", "t", "true", "on", "y", "yes")
_NO = ("0", "f", "false", "off", "n", "no")


class Untranslatable(BlockctlError):
    """The target has no command that does what the cinder line does."""


def option(name: str, value: Any) -> list[str]:
    """An option and its value, as one word where the value would be taken for an option."""
    return [f"{name}={value}"] if str(value).startswith("-") else [name, str(value)]


def several(value: Any, commas: bool) -> Sequence[Any]:
    """The values, one by one.

    Raises Undecided where a value with commas is not known.
    """
    if value is None:
        return ()
    if commas:
        refuse(value, "may have commas")
        return str(value).split(",")
    return value if isinstance(value, list) else [value]


def one_by_one(value: Any, commas: bool = False) -> Sequence[Any]:
    """The values, each of which is one; raises Undecided where one may turn out to be several."""
    values = several(value, commas)
    refuse_several(values)
    return values


def has_commas(value: Any) -> bool:
    """Whether a value is several in one; raises Undecided where it is not known."""
    return len(several(value, True)) > 1


def truth(value: Any, *, lenient: bool = False) -> bool:
    """What cinder takes for yes and no (oslo_utils.strutils.bool_from_string).

    Raises Untranslatable for any other word, unless it is ``lenient``: then that is a no.
    Raises Undecided for a value that is not known.
    """
    refuse(value, "decides which option is written")
    word = str(value).strip().lower()
    if word not in (*_YES, *_NO) and not lenient:
        raise Untranslatable(f"'{value}' is neither yes nor no to cinder.")
    return word in _YES


def pairs_of(value: str) -> str | list[str]:
    """A filter's value; ``{a:b,c:d}`` as the pairs that cinder makes of it."""
    if not (value.startswith("{") and value.endswith("}")):
        return value
    pairs = (pair.partition(":") for pair in value[1:-1].split(","))
    return [f"{key.strip()}={wanted.strip()}" for key, _, wanted in pairs]
