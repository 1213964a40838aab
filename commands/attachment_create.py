"""``volume attachment create|set``: what reserves a volume, and what exports it to a host."""

import functools
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any, TypeVar

import click

from blockctl.api import attachments, volumes
from blockctl.api.client import Cloud
from blockctl.commands import base
from blockctl.commands.attachment import FIELDS, PROPERTIES, checked_id, fields_of
from blockctl.context import Context
from blockctl.errors import BlockctlError
from blockctl.neighbours import servers
from blockctl.transport import ConnectionCut

Verb = TypeVar("Verb", bound=Callable[..., Any])

_CONNECTOR_OPTIONS = (
    click.option("--initiator", metavar="IQN", help="iSCSI name of the host that attaches."),
    click.option("--ip", metavar="ADDRESS", help="IP address of the host that attaches."),
    click.option("--host", metavar="NAME", help="Name of the host that attaches."),
    click.option("--platform", metavar="PLATFORM", help="Its platform, such as x86_64."),
    click.option("--os-type", metavar="TYPE", help="Its operating system, such as linux."),
    click.option(
        "--multipath/--no-multipath", default=False, help="Whether it uses several paths at once."
    ),
    click.option("--mountpoint", metavar="PATH", help="Where the volume will be attached there."),
)
_CONNECTOR_KEYS = ("initiator", "ip", "platform", "host", "os_type", "multipath", "mountpoint")


def _connector_options(verb: Verb) -> Verb:
    """What the API calls a connector, given to the verb as one dictionary ``connector``."""

    @functools.wraps(verb)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        given = {key: kwargs.pop(key) for key in _CONNECTOR_KEYS}
        connector = {key: value for key, value in given.items() if value is not None}
        return verb(*args, connector=connector, **kwargs)

    decorated: Any = wrapper
    for option in reversed(_CONNECTOR_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


@click.command()
@click.argument("volume", type=base.NAME)
@click.argument("older_server", type=base.NAME, metavar="[SERVER]", required=False)
@click.option(
    "--server",
    type=base.NAME,
    metavar="SERVER",
    help="The Nova server (name or ID) that attaches, if it is one.",
)
@click.option(
    "--connect/--no-connect", default=False, help="Export the volume to the host described."
)
@_connector_options
@click.option(
    "--mode",
    type=click.Choice(("rw", "ro", "null")),
    help="Read and write, read only, or what the volume says (3.54).",
)
@base.shows(fields=(*FIELDS, PROPERTIES))
@click.pass_obj
def create(
    context: Context,
    volume: str,
    older_server: str | None,
    server: str | None,
    connect: bool,
    connector: dict[str, Any],
    mode: str | None,
) -> dict[str, Any]:
    """Reserve a volume for an attachment."""
    described = [key for key, value in connector.items() if value]
    if described and not connect:
        option = described[0].replace("_", "-")
        raise click.UsageError(f"--{option} is only for an attachment with --connect.")
    cloud = context.cloud
    if mode:
        cloud.require("3.54", "An attachment with --mode")
    server = server or older_server
    found = volumes.find(cloud, volume)
    server_id = servers.server_id(context.neighbours, server) if server else None
    # The word for leaving it to the volume's own flag; the API takes no such value.
    mode = None if mode == "null" else mode
    if not connect:
        return fields_of(attachments.create(cloud, found["id"], mode, server_id=server_id))
    before = {each["id"] for each in attachments.list_of(cloud, found["id"])}
    try:
        made = attachments.create(
            cloud, found["id"], mode, server_id=server_id, connector=connector
        )
    except BlockctlError as failed:
        raise _given_back(cloud, found, before, failed) from failed
    return fields_of(made)


def _given_back(
    cloud: Cloud, volume: Mapping[str, Any], before: Collection[str], failed: BlockctlError
) -> BlockctlError:
    """``failed`` with what became of the reservation, which Cinder keeps when it cannot export.

    It is deleted where it must be ours: no other is new, and nobody else could have made it
    meanwhile. Of a request whose answer was lost, the export may still be under way.
    """
    try:
        now = attachments.list_of(cloud, volume["id"])
    except BlockctlError:
        return _adding(failed, "The volume may still be reserved.")
    left = [each["id"] for each in now if each["id"] not in before]
    if not left:
        return failed
    if len(left) == 1 and not volume.get("multiattach") and not _is_cut(failed):
        with suppress(BlockctlError):
            attachments.delete(cloud, left[0])
            return _adding(failed, "The volume was given back.")
    command = f"blockctl volume attachment delete {' '.join(left)}"
    return _adding(failed, f"The volume is still reserved; give it back with: {command}")


def _is_cut(failed: BlockctlError) -> bool:
    return isinstance(failed.__cause__, ConnectionCut)


def _adding(failed: BlockctlError, told: str) -> BlockctlError:
    return type(failed)(failed.message, " ".join(filter(None, (failed.remedy, told))))


@click.command()
@click.argument("attachment", type=base.NAME)
@_connector_options
@base.shows(fields=(*FIELDS, PROPERTIES))
@click.pass_obj
def set_(context: Context, attachment: str, connector: dict[str, Any]) -> dict[str, Any]:
    """Export a reserved volume to a host."""
    attachment_id = checked_id(attachment)
    context.cloud.require("3.27", "Changing an attachment")
    return fields_of(attachments.update(context.cloud, attachment_id, connector))
