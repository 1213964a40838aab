"""``volume message list|show|delete``: why something failed, in Cinder's words for users."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from blockctl.api import resources
from blockctl.api.client import Cloud
from blockctl.api.messages import MESSAGE
from blockctl.commands import base
from blockctl.commands.base.filtering import filter_option
from blockctl.commands.base.sorting import sort_option
from blockctl.context import Context
from blockctl.errors import NotFound
from blockctl.output.columns import Column

COLUMNS = (
    Column("ID", "id"),
    Column("Event ID", "event_id"),
    Column("Resource Type", "resource_type"),
    Column("Resource UUID", "resource_uuid"),
    Column("Message Level", "message_level"),
    Column("User Message", "user_message"),
    Column("Request ID", "request_id"),
    Column("Created At", "created_at"),
    Column("Guaranteed Until", "guaranteed_until"),
)
FIELDS = tuple(sorted(column.header for column in COLUMNS))


def fields_of(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message's fields as OSC names and orders them."""
    known = {column.header: column.value(message) for column in COLUMNS}
    return {name: known[name] for name in FIELDS}


def _by_id(cloud: Cloud, message_id: str) -> dict[str, Any]:
    """What can be said of a message without asking; raises NotFound for what is no ID."""
    if not resources.is_id(message_id):
        raise NotFound(f"No message has the ID '{message_id}'.", "Messages have no names.")
    return {"id": message_id}


def _find(cloud: Cloud, message_id: str) -> dict[str, Any]:
    return resources.show(cloud, MESSAGE, _by_id(cloud, message_id)["id"])


@click.command()
@base.project_option
@base.paged(MESSAGE)
@click.option("--level", metavar="LEVEL", help="Only messages of this level, as ERROR (3.5).")
@click.option("--event-id", metavar="EVENT", help="Only messages about this kind of event (3.5).")
@click.option(
    "--resource-type", metavar="TYPE", help="Only about this kind of thing, as VOLUME (3.5)."
)
@click.option("--resource-uuid", metavar="ID", help="Only about the thing with this ID (3.5).")
@click.option("--request-id", metavar="REQUEST", help="Only about this request (3.5).")
@filter_option("message")
@sort_option(
    "3.5",
    {"guaranteed_until": "expires_at"},
    keys=("id", "created_at", "guaranteed_until"),
    more=("event_id", "message_level", "resource_type", "resource_uuid"),
)
@base.lists(COLUMNS)
@click.pass_obj
def list_(
    context: Context,
    owner: dict[str, str],
    level: str | None,
    event_id: str | None,
    resource_type: str | None,
    resource_uuid: str | None,
    request_id: str | None,
    filters: dict[str, str],
    sort: str | None,
    marker: str | None,
    most: int | None,
) -> Iterator[dict[str, Any]]:
    """List the messages that say why something failed."""
    query = {
        **owner,
        "message_level": level and level.upper(),
        "event_id": event_id,
        "resource_type": resource_type and resource_type.upper(),
        "resource_uuid": resource_uuid,
        "request_id": request_id,
        "sort": sort,
        "marker": marker,
        **filters,
    }
    if any(query.values()):
        # The service would list everything.
        context.cloud.require("3.5", "Choosing among messages")
    return resources.listing(context.cloud, MESSAGE, query, most)


show = base.show_verb(
    MESSAGE, "Show a message that says why something failed.", fields_of, FIELDS, _find
)
delete = base.delete_verb(MESSAGE, "Delete messages.", _by_id)
