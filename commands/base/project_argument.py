"""A project as an argument, by name or ID, or the user's own where none is given."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from blockctl.commands.base.options import NAME
from blockctl.context import Context
from blockctl.errors import BadUsage
from blockctl.neighbours import identity

Verb = TypeVar("Verb", bound=Callable[..., Any])

DOMAIN_OPTION = click.option(
    "--project-domain", type=NAME, metavar="DOMAIN", help="Domain of the project (name or ID)."
)


def project_argument(verb: Verb) -> Verb:
    """Give a verb ``project`` and ``project_domain``, each None where it is not given."""
    argument = click.argument("project", type=NAME, required=False)
    return argument(DOMAIN_OPTION(verb))


def project_arguments(verb: Verb) -> Verb:
    """Give a verb ``projects``, at least one, and ``project_domain``."""
    argument = click.argument("projects", type=NAME, nargs=-1, required=True, metavar="PROJECT...")
    return argument(DOMAIN_OPTION(verb))


def project_id(context: Context, project: str | None, domain: str | None) -> str:
    """The ID of a project, or of the user's own where ``project`` is None.

    Raises as identity.project_id does, and BadUsage when the own project is not known.
    """
    if project is not None:
        return identity.project_id(context.neighbours, project, domain)
    in_endpoint = urlsplit(context.cloud.endpoint).path.partition("/v3/")[2]
    if in_endpoint:
        return in_endpoint
    own = identity.own_project_id(context.neighbours) if context.neighbours else None
    if own is None:
        raise BadUsage("It is not known which project is yours.", "Give the ID of a project.")
    return own
