"""One run of a verb: what it was given, what it asks, and reading cinder's ways to write values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from blockctl.api.resources import segment
from blockctl.migration.standin.api import Api, Refused
from blockctl.migration.standin.tables import say
from blockctl.migration.syntax import Version

_TRUE = ("1", "t", "true", "on", "y", "yes")
_FALSE = ("0", "f", "false", "off", "n", "no")


@dataclass(frozen=True)
class Run:
    """A verb's arguments by dest, cinder's defaults for the rest, and where to send requests."""

    api: Api
    given: Mapping[str, Any]
    defaults: Mapping[str, Any]
    env: Mapping[str, str]

    def __getitem__(self, dest: str) -> Any:
        return self.given[dest] if dest in self.given else self.defaults.get(dest)

    def text(self, dest: str) -> str:
        """The argument as one segment of a path."""
        return segment(str(self[dest]))

    def since(self, version: Version) -> bool:
        """Whether requests are sent with this microversion or a later one."""
        return self.api.version >= version

    def some(self, *dests: str) -> dict[str, Any]:
        """Those of the arguments that were given."""
        return {dest: self[dest] for dest in dests if self[dest] is not None}

    def same(self, *dests: str) -> dict[str, Any]:
        """The arguments, None where one was not given, as cinder sends nulls."""
        return {dest: self[dest] for dest in dests}

    def all_tenants(self) -> int:
        """1 where every project is asked for, else 0; the variable counts more than the option."""
        return number(self.env.get("ALL_TENANTS") or self["all_tenants"] or 0, "ALL_TENANTS")

    def tenants(self) -> Any:
        """The same for verbs whose option counts more; None where neither is there."""
        return self["all_tenants"] if "all_tenants" in self.given else self.env.get("ALL_TENANTS")

    def filters(self) -> dict[str, Any]:
        """What ``--filters`` ask for."""
        found: dict[str, Any] = {}
        for text in self["filters"] or ():
            key, equals, value = text.partition("=")
            if not equals:
                say(f"WARNING: Ignoring the filter {text} while showing result.")
            elif value.startswith("{") and value.endswith("}"):
                pairs = (pair.partition(":") for pair in value[1:-1].split(","))
                found[key] = {name.strip(): inner.strip() for name, _, inner in pairs}
            else:
                found[key] = value
        return found


Verb = Callable[[Run], None]


def pairs(words: Iterable[str] | None) -> dict[str, str | None]:
    """``key=value`` words; one without a value has None."""
    split = (word.partition("=") for word in words or ())
    return {key: value if equals else None for key, equals, value in split}


def truth(value: Any, *, strict: bool = True) -> bool:
    """What oslo.utils' bool_from_string makes of a value; raises Refused for what is neither."""
    text = str(value).strip().lower()
    if text in _TRUE:
        return True
    if text in _FALSE or not strict:
        return False
    known = ", ".join(f"'{each}'" for each in sorted((*_TRUE, *_FALSE)))
    raise Refused(f"Unrecognized value '{value}', acceptable values are: {known}")


def number(value: Any, name: str) -> int:
    """``value`` as a whole number; raises Refused, with ``name``, for what is none."""
    try:
        return int(value)
    except ValueError:
        raise Refused(f"{name} is '{value}', which is no number.") from None


def one_of(run: Run, *dests: str, needed: str) -> dict[str, Any]:
    """Those of the arguments that were given; raises Refused, with ``needed``, for none."""
    found = run.some(*dests)
    if not found:
        raise Refused(needed)
    return found
