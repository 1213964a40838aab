"""The few ways in which what cinder is given becomes words of another command.

Each kind has ``words(value)``, the words for a value that was given, ``absent()``, those for one
that was not, and ``shown(metavar)``, how the lookup writes it, a text for each option. A kind
with ``is_argument`` makes positionals, which follow the options.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from blockctl.migration.unknown import is_unknown, refuse
from blockctl.migration.writing import Untranslatable, one_by_one, option, pairs_of, several, truth


class Kind(Protocol):
    """How one of cinder's options or positionals is written for the target."""

    @property
    def is_argument(self) -> bool: ...
    def words(self, value: Any) -> list[str]: ...
    def absent(self) -> list[str]: ...
    def shown(self, metavar: str) -> list[str]: ...


@dataclass(frozen=True)
class _OptionKind:
    is_argument = False

    def absent(self) -> list[str]:
        return []


@dataclass(frozen=True)
class Option(_OptionKind):
    """An option with the value.

    ``default`` is written where nothing is given, as the target's own default is another;
    ``among`` are the only values that the target takes; ``unless`` are values that mean the same
    as none; ``bare`` is written where the option is given without its value.
    """

    name: str
    default: str | None = None
    among: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    bare: str | None = None

    def words(self, value: Any) -> list[str]:
        if value is None:
            return [] if self.bare is None else option(self.name, self.bare)
        if value in self.unless:
            return []
        if self.among and value not in self.among and not is_unknown(value):
            raise Untranslatable(
                f"{self.name} takes no other value than {', '.join(self.among)}; not '{value}'."
            )
        return option(self.name, value)

    def absent(self) -> list[str]:
        return [] if self.default is None else option(self.name, self.default)

    def shown(self, metavar: str) -> list[str]:
        return [f"{self.name} {metavar}"]


@dataclass(frozen=True)
class Narrowed(Option):
    """An option that cannot say all that cinder's can: ``cannot`` finds what it is given, if so.

    ``why`` is then told.
    """

    cannot: Callable[[Any], bool] = bool
    why: str = ""

    def words(self, value: Any) -> list[str]:
        if self.cannot(value):
            raise Untranslatable(self.why)
        return super().words(value)


@dataclass(frozen=True)
class Flag(_OptionKind):
    """An option for yes, and one for no; either may be nothing.

    ``default`` is what nothing means in cinder where the target must be told; ``lenient`` takes
    every other word for no, as cinder does in places.
    """

    yes: str
    no: str = ""
    default: bool | None = None
    lenient: bool = False

    def words(self, value: Any) -> list[str]:
        return self._chosen(truth(value, lenient=self.lenient))

    def absent(self) -> list[str]:
        return [] if self.default is None else self._chosen(self.default)

    def _chosen(self, yes: bool) -> list[str]:
        return (self.yes if yes else self.no).split()

    def shown(self, metavar: str) -> list[str]:
        return ["|".join(filter(None, (self.yes, self.no)))]


@dataclass(frozen=True)
class Chosen(_OptionKind):
    """Words of the target's own for each value."""

    words_for: Mapping[str, str]

    def words(self, value: Any) -> list[str]:
        if value not in self.words_for:
            known = ", ".join(self.words_for)
            raise Untranslatable(f"There is an option only for {known}; not for '{value}'.")
        return self.words_for[value].split()

    def shown(self, metavar: str) -> list[str]:
        return ["|".join(dict.fromkeys(self.words_for.values()))]


@dataclass(frozen=True)
class Repeated(_OptionKind):
    """The option again for each of several values, or of a list with commas."""

    name: str
    commas: bool = False

    def words(self, value: Any) -> list[str]:
        values = one_by_one(value, self.commas)
        return [word for each in values for word in option(self.name, each)]

    def shown(self, metavar: str) -> list[str]:
        return [f"{self.name} {metavar} ..."]


@dataclass(frozen=True)
class Pairs(_OptionKind):
    """The option again for each key=value; ``first`` stands before all of them."""

    name: str
    first: str = ""

    def words(self, value: Any) -> list[str]:
        bare = [each for each in one_by_one(value) if "=" not in each]
        if bare:
            refuse(bare[0], "may have no value")
            raise Untranslatable(
                f"cinder sends '{bare[0]}' without a value, which {self.name} cannot say."
            )
        return [*self.first.split(), *Repeated(self.name).words(value)]

    def shown(self, metavar: str) -> list[str]:
        return [f"{self.first} {self.name} <key=value> ...".strip()]


@dataclass(frozen=True)
class Keys(_OptionKind):
    """The option again for each key; the value behind a '=' is left out, as cinder ignores it."""

    name: str

    def words(self, value: Any) -> list[str]:
        keys = dict.fromkeys(each.partition("=")[0] for each in value)
        return Repeated(self.name).words(list(keys))

    def shown(self, metavar: str) -> list[str]:
        return [f"{self.name} <key> ..."]


@dataclass(frozen=True)
class Filters(_OptionKind):
    """cinder's ``--filters key=value``: keys with a kind of their own, others for ``other``."""

    keys: Mapping[str, Kind]
    other: str = ""

    def words(self, value: Any) -> list[str]:
        made: list[str] = []
        for each in one_by_one(value):
            key, equals, wanted = each.partition("=")
            if key in self.keys and equals:
                made += self.keys[key].words(pairs_of(wanted))
            elif self.other and equals:
                made += option(self.other, each)
            else:
                raise Untranslatable(f"There is no filter for '{each}'.")
        return made

    def shown(self, metavar: str) -> list[str]:
        own = [text for key, kind in self.keys.items() for text in kind.shown(f"<{key}>")]
        return [*own, f"{self.other} {metavar} ..."] if self.other else own


@dataclass(frozen=True)
class _ArgumentKind:
    is_argument = True

    def absent(self) -> list[str]:
        return []


@dataclass(frozen=True)
class Argument(_ArgumentKind):
    """A positional, or several; ``default`` is written where nothing is given."""

    default: str | None = None
    commas: bool = False

    def words(self, value: Any) -> list[str]:
        return [str(each) for each in several(value, self.commas)]

    def absent(self) -> list[str]:
        return [] if self.default is None else [self.default]

    def shown(self, metavar: str) -> list[str]:
        return [metavar]


@dataclass(frozen=True)
class Each(Argument):
    """A positional of which the target takes one at a time: a command for each value."""


@dataclass(frozen=True)
class Nothing(_OptionKind):
    """It needs no words: it chooses the command, or is what the target does anyway."""

    def words(self, value: Any) -> list[str]:
        return []

    def shown(self, metavar: str) -> list[str]:
        return []


@dataclass(frozen=True)
class Dropped(Nothing):
    """It is left out with a warning; ``why`` says what is lost."""

    why: str


@dataclass(frozen=True)
class Missing(Nothing):
    """The target cannot do this; ``why`` says so. ``if_true``: unless the value means no."""

    why: str
    if_true: bool = False

    def words(self, value: Any) -> list[str]:
        if self.if_true and not truth(value, lenient=True):
            return []
        raise Untranslatable(self.why)


@dataclass(frozen=True)
class Needed:
    """The target cannot do without it, though cinder can; ``why`` says so."""

    kind: Kind
    why: str

    @property
    def is_argument(self) -> bool:
        return self.kind.is_argument

    def words(self, value: Any) -> list[str]:
        return self.kind.words(value)

    def absent(self) -> list[str]:
        raise Untranslatable(self.why)

    def shown(self, metavar: str) -> list[str]:
        return self.kind.shown(metavar)


@dataclass(frozen=True)
class Together:
    """Words made of several of cinder's arguments, by a function of all that was given.

    ``syntax`` is how the lookup writes them, ``target`` the only command that it is for, if any.
    """

    dests: tuple[str, ...]
    write: Callable[[Mapping[str, Any]], list[str]]
    syntax: str
    target: str = ""


@dataclass(frozen=True)
class Either:
    """One kind for ``openstack``, another for ``blockctl``."""

    openstack: Kind
    blockctl: Kind
