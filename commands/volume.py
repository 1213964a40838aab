"""``volume show|summary``, and a volume's fields."""

from collections.abc import Mapping
from typing import Any

import click

from blockctl.api import volumes
from blockctl.api.resources import VOLUME
from blockctl.commands import base
from blockctl.commands.base.all_projects import all_projects_option
from blockctl.context import Context
from blockctl.output.columns import properties_text
from blockctl.output.render import Humanized

# OSC's fields in OSC's order; those at the end are shown only where the volume has them.
FIELDS = (
    "attachments", "availability_zone", "backup_id", "bootable", "cluster_name", "consumes_quota",
    "created_at", "description", "encrypted", "group_id", "id", "multiattach", "name",
    "os-vol-host-attr:host", "os-vol-mig-status-attr:migstat", "os-vol-mig-status-attr:name_id",
    "os-vol-tenant-attr:tenant_id", "properties", "provider_id", "replication_status",
    "service_uuid", "shared_targets", "size", "snapshot_id", "source_volid", "status", "type",
    "updated_at", "user_id", "volume_type_id",
)  # fmt: skip
ENCRYPTION = "encryption"
ENCRYPTION_FIELDS = ("cipher", "control_location", "key_size", "provider")
OPTIONAL_FIELDS = ("consistencygroup_id", "encryption_key_id", "volume_image_metadata")


def is_bootable(volume: Mapping[str, Any]) -> bool:
    """Whether a volume is marked as bootable; the API says so in a word."""
    return str(volume.get("bootable")).lower() == "true"


def fields_of(volume: Mapping[str, Any]) -> dict[str, Any]:
    """A volume's fields as OSC names and orders them."""
    properties = volume.get("metadata", {})
    known = {
        **volume,
        "bootable": is_bootable(volume),
        "properties": Humanized(properties, properties_text),
        "type": volume.get("volume_type"),
    }
    present = [name for name in OPTIONAL_FIELDS if volume.get(name) is not None]
    return {name: known.get(name) for name in sorted((*FIELDS, *present))}


@click.command()
@base.target(VOLUME, "volume")
@click.option(
    "--encryption-type", is_flag=True, help="Show how it is encrypted too, without the key's ID."
)
@base.shows(fields=(*FIELDS, *OPTIONAL_FIELDS, ENCRYPTION), watch=True)
@click.pass_obj
def show(context: Context, volume: str, encryption_type: bool) -> dict[str, Any]:
    """Show a volume."""
    cloud = context.cloud
    found = volumes.find(cloud, volume)
    fields = fields_of(found)
    if encryption_type:
        told = volumes.encryption(cloud, found["id"])
        shown = {key: told[key] for key in ENCRYPTION_FIELDS if told.get(key) is not None}
        fields[ENCRYPTION] = Humanized(shown, properties_text)
    return fields


@click.command()
@all_projects_option("ALL_TENANTS", does="Count those")
@base.shows(watch=True)
@click.pass_obj
def summary(context: Context, all_projects: bool) -> dict[str, Any]:
    """Count volumes and their GiB."""
    cloud = context.cloud
    cloud.require("3.12", "Counting volumes")
    counted = volumes.summary(cloud, all_projects=all_projects)
    fields = {"Total Count": counted["total_count"], "Total Size": counted["total_size"]}
    if "metadata" in counted:
        fields["Metadata"] = Humanized(counted["metadata"], properties_text)
    return fields
