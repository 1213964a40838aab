"""``--all-projects``, with the variables that set it in OpenStackClient or cinder."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Verb = TypeVar("Verb", bound=Callable[..., Any])


def all_projects_option(*variables: str, does: str = "Those") -> Callable[[Verb], Verb]:
    """Give a verb ``all_projects``; ``does`` begins its help."""
    return click.option(
        "--all-projects",
        is_flag=True,
        envvar=variables,
        help=f"{does} of every project (admins only; {' or '.join(variables)}).",
    )
