"""What differs in meaning or in output, by a short list of named kinds."""

from dataclasses import dataclass
from enum import StrEnum


class Differs(StrEnum):
    """In which way a translated command is not quite the original."""

    BROKEN = "broken"  # openstack has the command, and it does not work on Cinder 28 and 29
    NAMES = "names"  # names are looked up elsewhere, or not at all
    EXIT = "exit status"
    REQUESTS = "requests"  # the same end by other, or by more, requests
    REFUSES = "refuses"  # one refuses beforehand what the other sends
    MEANING = "meaning"
    OUTPUT = "output"


@dataclass(frozen=True)
class Difference:
    """One thing that a user must know.

    ``target`` is the only command that it is about, if any. ``given`` are cinder's arguments,
    by dest, that must all be given for it to matter; for ``NAMES`` one of them must be a name
    rather than an ID, for ``EXIT`` one must have several values. ``absent`` are those of which
    none may be given. Where a difference ``shows`` in
    what is asked of the service, tests/parity/replay finds a line that shows it, and excuses no
    other.
    """

    kind: Differs
    text: str
    target: str = ""
    given: tuple[str, ...] = ()
    shows: bool = False
    absent: tuple[str, ...] = ()


def broken(text: str, *given: str, shows: bool = True) -> Difference:
    """openstack 10.5's command is there, and does not work."""
    return Difference(Differs.BROKEN, text, "openstack", given, shows)


def names(*dests: str) -> Difference:
    """cinder finds names in every project."""
    return Difference(
        Differs.NAMES,
        "cinder finds a name in every project that you may see, openstack and blockctl in your "
        "own: give the ID of another project's.",
        given=dests,
    )


def several(*dests: str) -> Difference:
    """Several targets of which some fail."""
    return Difference(
        Differs.EXIT,
        "Of several targets cinder fails only when all fail; openstack and blockctl when any does.",
        given=dests,
    )


def project(*dests: str) -> Difference:
    """A project is looked up."""
    return Difference(
        Differs.NAMES,
        "cinder sends the project as it is, so it must be an ID; openstack and blockctl look a "
        "name up in the identity service.",
        given=dests,
    )


def looked_up(*dests: str) -> Difference:
    """A name that cinder sends as it is."""
    return Difference(
        Differs.NAMES,
        "cinder sends it as it is; openstack and blockctl look a name up and send the ID.",
        given=dests,
    )


def meaning(
    text: str,
    *given: str,
    target: str = "",
    shows: bool = False,
    absent: tuple[str, ...] = (),
) -> Difference:
    """It does something else."""
    return Difference(Differs.MEANING, text, target, given, shows, absent)


def output(text: str, target: str = "") -> Difference:
    """It prints something else."""
    return Difference(Differs.OUTPUT, text, target)


def requests(text: str, *given: str, target: str = "") -> Difference:
    """It reaches the same by other requests."""
    return Difference(Differs.REQUESTS, text, target, given, shows=True)


def refuses(text: str, *given: str, target: str = "", shows: bool = True) -> Difference:
    """It refuses beforehand."""
    return Difference(Differs.REFUSES, text, target, given, shows)


SILENT = output(
    "cinder prints a line that the request was accepted, or the new values; "
    "openstack and blockctl print nothing."
)
