"""``volume attachment create|list|show|set|complete|delete``: attachments as Cinder knows them.

They only say that a volume is in use, and by whom; ``local attach`` makes a device as well.
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import click

from blockctl.api import attachments, resources, volumes
from blockctl.commands import base
from blockctl.context import Context
from blockctl.errors import NotFound
from blockctl.neighbours import servers
from blockctl.output.columns import Column, properties_text
from blockctl.output.render import Humanized

Verb = TypeVar("Verb", bound=Callable[..., Any])

FIELDS = {
    "ID": "id",
    "Volume ID": "volume_id",
    "Instance ID": "instance",
    "Status": "status",
    "Attach Mode": "attach_mode",
    "Attached At": "attached_at",
    "Detached At": "detached_at",
}
PROPERTIES = "Properties"
COLUMNS = (
    Column("ID", "id"),
    Column("Volume ID", "volume_id"),
    Column("Server ID", "instance"),
    Column("Status", "status"),
)

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


def fields_of(attachment: Mapping[str, Any]) -> dict[str, Any]:
    """An attachment's fields as OSC names and orders them, the connection's secrets masked."""
    from blockctl.output.trace import masked

    connection = masked(attachment.get("connection_info") or {})
    return {
        **{name: attachment.get(key) for name, key in FIELDS.items()},
        PROPERTIES: Humanized(connection, properties_text),
    }


def _checked(attachment: str) -> str:
    """The ID, which goes into a path; raises NotFound for what cannot be one."""
    if not resources.is_id(attachment):
        raise NotFound(f"No attachment has the ID '{attachment}'.", "Attachments have no names.")
    return attachment


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
    attachment = attachments.create(
        cloud,
        volumes.find(cloud, volume)["id"],
        # The word for leaving it to the volume's own flag; the API takes no such value.
        None if mode == "null" else mode,
        server_id=servers.server_id(context.neighbours, server) if server else None,
        connector=connector if connect else None,
    )
    return fields_of(attachment)


@click.command()
@base.project_option
@click.option(
    "--all-projects",
    is_flag=True,
    envvar="ALL_PROJECTS",
    help="Those of every project (admins only; ALL_PROJECTS).",
)
@click.option("--volume-id", metavar="VOLUME", help="Only attachments of this volume (ID).")
@click.option("--server-id", metavar="SERVER", help="Only attachments to this server (ID).")
@click.option("--status", metavar="STATUS", help="Only attachments in this status.")
@click.option("--limit", type=click.IntRange(min=0), metavar="COUNT", help="Stop after so many.")
@click.option("--max-items", type=click.IntRange(min=0), metavar="COUNT", help="The same.")
@click.option("--marker", metavar="ATTACHMENT", help="Begin after this attachment (ID).")
@base.lists(COLUMNS)
@click.pass_obj
def list_(
    context: Context,
    owner: dict[str, str],
    all_projects: bool,
    volume_id: str | None,
    server_id: str | None,
    status: str | None,
    limit: int | None,
    max_items: int | None,
    marker: str | None,
) -> Iterator[dict[str, Any]]:
    """List attachments."""
    filters = {
        # Cinder takes even the value False for a yes, so it is sent only to say yes.
        "all_tenants": True if all_projects or owner else None,
        "volume_id": volume_id,
        "instance_id": server_id,
        # Cinder accepts a filter named status, and then finds nothing.
        "attach_status": status,
        "marker": marker,
        **owner,
    }
    most = min((count for count in (limit, max_items) if count is not None), default=None)
    return attachments.listing(context.cloud, filters, most)


@click.command()
@click.argument("attachment", type=base.NAME)
@base.shows(fields=(*FIELDS, PROPERTIES))
@click.pass_obj
def show(context: Context, attachment: str) -> dict[str, Any]:
    """Show an attachment."""
    attachment_id = _checked(attachment)
    context.cloud.require("3.27", "Showing an attachment")
    return fields_of(attachments.show(context.cloud, attachment_id))


@click.command()
@click.argument("attachment", type=base.NAME)
@_connector_options
@base.shows(fields=(*FIELDS, PROPERTIES))
@click.pass_obj
def set_(context: Context, attachment: str, connector: dict[str, Any]) -> dict[str, Any]:
    """Export a reserved volume to a host."""
    attachment_id = _checked(attachment)
    context.cloud.require("3.27", "Changing an attachment")
    return fields_of(attachments.update(context.cloud, attachment_id, connector))


@click.command()
@click.argument("attachments_", type=base.NAME, metavar="ATTACHMENT...", nargs=-1, required=True)
@click.pass_obj
def complete(context: Context, attachments_: tuple[str, ...]) -> None:
    """Mark attachments as completed, and their volumes as in use."""
    cloud = context.cloud
    checked = [_checked(attachment) for attachment in attachments_]
    cloud.require("3.44", "Completing an attachment")
    base.run_all(checked, lambda each: attachments.complete(cloud, each), "completed")


@click.command()
@click.argument("attachments_", type=base.NAME, metavar="ATTACHMENT...", nargs=-1, required=True)
@click.pass_obj
def delete(context: Context, attachments_: tuple[str, ...]) -> None:
    """Delete attachments; hosts that still use the volumes are not told."""
    cloud = context.cloud
    cloud.require("3.27", "Deleting an attachment")
    base.run_all(attachments_, lambda each: attachments.delete(cloud, _checked(each)), "deleted")
