"""Completion of names: what the shell offers where a name is given."""

from collections.abc import Callable

import click

from blockctl.api import resources
from blockctl.api.resources import Resource
from blockctl.context import Context
from blockctl.errors import BlockctlError

# Names beyond so many help nobody to choose.
_MOST = 200

Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def names_of(resource: Resource) -> Complete:
    """What click asks for the names of resources that begin as the user has begun.

    A completion says nothing when the cloud cannot be asked.
    """

    def complete(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
        cloud = context.find_object(Context) or Context()
        try:
            items = resources.listing(cloud.cloud, resource, limit=_MOST)
            names = {item.get("name") or item["id"] for item in items}
        except BlockctlError:
            return []
        return sorted(name for name in names if name.startswith(begun))

    return complete
