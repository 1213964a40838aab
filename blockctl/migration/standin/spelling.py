"""What a cinder line is called in ours, for a person who still types cinder."""

from collections.abc import Mapping, Sequence

from blockctl.errors import BlockctlError
from blockctl.migration.parser import CinderLine, NotCinder, parse
from blockctl.migration.row import BLOCKCTL

# Values that are not repeated on a screen.
_SECRET = ("auth_key",)


def verb_alone(arguments: Sequence[str], line: CinderLine) -> list[str]:
    """``arguments`` from the verb on, without the global options, among which secrets may be."""
    for at, word in enumerate(arguments):
        if word == line.verb:
            try:
                if parse(arguments[at:]).given == line.given:
                    return list(arguments[at:])
            except NotCinder:
                continue
    return []


def new_spelling(arguments: Sequence[str], line: CinderLine, env: Mapping[str, str]) -> list[str]:
    """The commands of ours that do the same, each as a shell takes it; none where none does."""
    from blockctl.migration.translate import translate

    assigned = {"ALL_TENANTS": env["ALL_TENANTS"]} if env.get("ALL_TENANTS") else {}
    try:
        lines = translate(verb_alone(arguments, line), BLOCKCTL, assigned).lines()
    except BlockctlError:
        return []
    for dest in _SECRET:
        if secret := line.given.get(dest):
            lines = [each.replace(secret, "***") for each in lines]
    return lines
