"""``volume attachment list|show|complete|delete``: attachments as Cinder knows them.

They only say that a volume is in use, and by whom; ``local attach`` makes a device as well.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from blockctl.api import attachments, resources
from blockctl.api.attachments import ATTACHMENT
from blockctl.commands import base
from blockctl.commands.base.all_projects import all_projects_option
from blockctl.commands.base.filtering import filter_option, with_filters
from blockctl.commands.base.sorting import sort_option
from blockctl.context import Context
from blockctl.errors import NotFound
from blockctl.output.columns import Column, properties_text
from blockctl.output.render import Humanized

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


def fields_of(attachment: Mapping[str, Any]) -> dict[str, Any]:
    """An attachment's fields as OSC names and orders them, the connection's secrets masked."""
    from blockctl.output.trace import masked

    connection = masked(attachment.get("connection_info") or {})
    return {
        **{name: attachment.get(key) for name, key in FIELDS.items()},
        PROPERTIES: Humanized(connection, properties_text),
    }


def checked_id(attachment: str) -> str:
    """The ID, which goes into a path; raises NotFound for what cannot be one."""
    if not resources.is_id(attachment):
        raise NotFound(f"No attachment has the ID '{attachment}'.", "Attachments have no names.")
    return attachment


@click.command()
@base.project_option
@all_projects_option("ALL_PROJECTS", "ALL_TENANTS")
@click.option("--volume-id", metavar="VOLUME", help="Only attachments of this volume (ID).")
@click.option("--server-id", metavar="SERVER", help="Only attachments to this server (ID).")
@click.option("--status", metavar="STATUS", help="Only attachments in this status.")
@base.paged(ATTACHMENT, max_items=True)
@filter_option("attachment")
@sort_option(
    columns={"status": "attach_status", "instance": "instance_uuid"},
    keys=("id", "status", "created_at", "updated_at"),
    more=("attach_mode", "instance", "volume_id"),
)
@base.lists(COLUMNS)
@click.pass_obj
def list_(
    context: Context,
    owner: dict[str, str],
    all_projects: bool,
    volume_id: str | None,
    server_id: str | None,
    status: str | None,
    marker: str | None,
    most: int | None,
    filters: dict[str, str],
    sort: str | None,
) -> Iterator[dict[str, Any]]:
    """List attachments."""
    own = {
        # Cinder takes even the value False for a yes, so it is sent only to say yes.
        "all_tenants": True if all_projects or owner else None,
        "volume_id": volume_id,
        "instance_id": server_id,
        "attach_status": status,
        "marker": marker,
        "sort": sort,
        **owner,
    }
    # Cinder accepts a filter named status, and then finds nothing.
    named = {"attach_status" if key == "status" else key: value for key, value in filters.items()}
    return attachments.listing(context.cloud, with_filters(own, named), most)


@click.command()
@click.argument("attachment", type=base.NAME)
@base.shows(fields=(*FIELDS, PROPERTIES), watch=True)
@click.pass_obj
def show(context: Context, attachment: str) -> dict[str, Any]:
    """Show an attachment."""
    attachment_id = checked_id(attachment)
    context.cloud.require("3.27", "Showing an attachment")
    return fields_of(attachments.show(context.cloud, attachment_id))


@click.command()
@base.targets(ATTACHMENT)
@click.pass_obj
def complete(context: Context, targets: tuple[str, ...]) -> None:
    """Mark attachments as completed, and their volumes as in use."""
    cloud = context.cloud
    checked = [checked_id(attachment) for attachment in targets]
    cloud.require("3.44", "Completing an attachment")
    base.run_all(checked, lambda each: attachments.complete(cloud, each), "completed")


@click.command()
@base.targets(ATTACHMENT)
@click.option("--force", is_flag=True, help="Delete them in whatever state they are (admins only).")
@click.pass_obj
def delete(context: Context, targets: tuple[str, ...], force: bool) -> None:
    """Delete attachments; hosts that still use the volumes are not told."""
    cloud = context.cloud
    cloud.require("3.27", "Deleting an attachment")

    def delete_one(attachment: str) -> None:
        attachment_id = checked_id(attachment)
        if force:
            volume_id = attachments.show(cloud, attachment_id)["volume_id"]
            attachments.force_detach(cloud, volume_id, attachment_id)
        else:
            attachments.delete(cloud, attachment_id)

    base.run_all(targets, delete_one, "deleted")
