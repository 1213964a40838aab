"""``--project`` and ``--project-domain``, as verbs about access and owners take them."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from blockctl.api.resources import is_id
from blockctl.errors import BadUsage

Verb = TypeVar("Verb", bound=Callable[..., Any])


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


def _only_id(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if not value or is_id(value):
        return value or None
    # Only the identity service knows names, and the session reaches the volume service alone.
    raise BadUsage(f"'{value}' is not the ID of a project.", "Give the project's ID, not its name.")
