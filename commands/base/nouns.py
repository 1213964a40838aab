"""What verbs are about: one resource or many, by name or ID, and the verbs that need no more."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.resources import Resource
from blockctl.commands.base.completion import names_of
from blockctl.commands.base.options import NAME
from blockctl.commands.base.output import shows
from blockctl.commands.base.targets import run_all
from blockctl.commands.base.waiting import until_gone, wait_options
from blockctl.context import Context
from blockctl.errors import Conflict

Verb = TypeVar("Verb", bound=Callable[..., Any])
# Returns the resource with this name or ID; raises NotFound or Conflict.
Find = Callable[[Cloud, str], dict[str, Any]]


def target(resource: Resource, parameter: str = "target") -> Callable[[Verb], Verb]:
    """An argument: the name or ID of one resource, given to the verb as ``parameter``."""
    return click.argument(
        parameter, type=NAME, metavar=_metavar(resource), shell_complete=names_of(resource)
    )


def targets(resource: Resource) -> Callable[[Verb], Verb]:
    """An argument: names or IDs, at least one, given to the verb as ``targets``."""
    return click.argument(
        "targets",
        type=NAME,
        metavar=f"{_metavar(resource)}...",
        nargs=-1,
        required=True,
        shell_complete=names_of(resource),
    )


def option_of(resource: Resource, *names: str, **settings: Any) -> Callable[[Verb], Verb]:
    """An option that names a resource: ``--volume VOLUME``; ``settings`` are click's."""
    return click.option(
        *names,
        type=NAME,
        metavar=_metavar(resource),
        shell_complete=names_of(resource),
        **settings,
    )


def show_verb(
    resource: Resource,
    text: str,
    fields_of: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    fields: Sequence[str],
    find: Find | None = None,
) -> click.Command:
    """A verb that shows one resource; ``text`` is its help, ``fields`` what it may show."""

    @click.command(help=text)
    @target(resource)
    @shows(fields=fields, watch=True)
    @click.pass_obj
    def show(context: Context, target: str) -> Mapping[str, Any]:
        return fields_of(_finder(resource, find)(context.cloud, target))

    return show


def delete_verb(resource: Resource, text: str, find: Find | None = None) -> click.Command:
    """A verb that deletes resources which are gone at once; ``text`` is its help."""

    @click.command(help=text)
    @targets(resource)
    @click.pass_obj
    def delete(context: Context, targets: Sequence[str]) -> None:
        delete_all(context.cloud, resource, targets, find=find)

    return delete


def waiting_delete_verb(resource: Resource, text: str, find: Find | None = None) -> click.Command:
    """A verb that deletes resources which take a while to go, with ``--wait``."""

    @click.command(help=text)
    @targets(resource)
    @wait_options
    @click.pass_obj
    def delete(context: Context, targets: Sequence[str], wait: bool, timeout: float) -> None:
        delete_all(context.cloud, resource, targets, find=find, timeout=timeout if wait else None)

    return delete


def forced_delete_verb(
    resource: Resource, text: str, force: str, delete: Callable[[Cloud, str, bool], object]
) -> click.Command:
    """As ``waiting_delete_verb``, with ``--force``, whose help is ``force``.

    ``delete`` takes the ID and whether by force.
    """

    @click.command(help=text)
    @targets(resource)
    @click.option("--force", is_flag=True, help=force)
    @wait_options
    @click.pass_obj
    def verb(
        context: Context, targets: Sequence[str], force: bool, wait: bool, timeout: float
    ) -> None:
        delete_all(
            context.cloud,
            resource,
            targets,
            delete=lambda found: delete(context.cloud, found["id"], force),
            timeout=timeout if wait else None,
        )

    return verb


def delete_all(
    cloud: Cloud,
    resource: Resource,
    targets: Sequence[str],
    *,
    find: Find | None = None,
    delete: Callable[[dict[str, Any]], object] | None = None,
    timeout: float | None = None,
) -> None:
    """Find and delete each of ``targets``, several at once, and report each.

    ``delete`` takes the resource as it was found, where a plain DELETE is not it. With
    ``timeout`` (seconds) wait until each is gone, and ask once more for what was refused while
    others were still there. Raises as ``run_all`` does.
    """

    known: dict[str, dict[str, Any]] = {}
    refused: set[str] = set()

    def delete_one(name_or_id: str) -> None:
        # Not looked up again: by then a name could mean another one.
        if name_or_id not in known:
            known[name_or_id] = _finder(resource, find)(cloud, name_or_id)
        found = known[name_or_id]
        refused.discard(name_or_id)
        try:
            if delete is None:
                resources.delete(cloud, resource, found["id"])
            else:
                delete(found)
        except Conflict:
            refused.add(name_or_id)
            raise
        if timeout is not None:
            until_gone(cloud, resource, found, timeout)

    # Another of the targets may stand on it, as a backup on an older one, and be gone by now.
    def may_go_now(target: str) -> bool:
        return timeout is not None and target in refused

    run_all(targets, delete_one, "deleted", may_go_now)


def _finder(resource: Resource, find: Find | None) -> Find:
    return find or (lambda cloud, name_or_id: resources.find(cloud, resource, name_or_id))


def _metavar(resource: Resource) -> str:
    return resource.label.upper().replace(" ", "_")
