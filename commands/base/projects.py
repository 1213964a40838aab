"""``--project`` and ``--project-domain``, as verbs about access and owners take them."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from blockctl.api.resources import is_id
from blockctl.errors import BadUsage

Verb = TypeVar("Verb", bound=Callable[..., Any])
_LONG_ID = re.compile(r"[0-9a-f]{64}")


def project_id_option(text: str) -> Callable[[Verb], Verb]:
    """Give a verb ``project``, the ID of a project or None; ``text`` is the option's help."""

    def decorate(verb: Verb) -> Verb:
        domain = click.option(
            "--project-domain",
            metavar="DOMAIN",
            expose_value=False,
            help="Domain of that project; an ID needs none.",
        )
        project = click.option("--project", metavar="PROJECT", callback=_only_id, help=text)
        return project(domain(verb))

    return decorate


def only_id(value: str, what: str) -> str:
    """``value`` if it can be the ID of a ``what``: a project or a user. Raises BadUsage for a name.

    Users of federated and LDAP domains have IDs of 64 digits.
    """
    if is_id(value) or _LONG_ID.fullmatch(value):
        return value
    # Only the identity service knows names, and the session reaches the volume service alone.
    raise BadUsage(f"'{value}' is not the ID of a {what}.", f"Give the {what}'s ID, not its name.")


def _only_id(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    return only_id(value, "project") if value else None
