"""``volume qos create|list|show|delete``, and what is shown of a QoS specification."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from blockctl.api import qos, resources
from blockctl.api.client import Cloud
from blockctl.api.qos import QOS
from blockctl.commands import base
from blockctl.context import Context
from blockctl.output.columns import Column, properties_text
from blockctl.output.render import Humanized

CONSUMERS = ("front-end", "back-end", "both")
FIELDS = ("consumer", "id", "name", "properties")


def _names_text(names: list[str]) -> str:
    return ", ".join(sorted(names))


def _type_names(cloud: Cloud, spec: Mapping[str, Any]) -> list[str]:
    return [volume_type["name"] for volume_type in qos.associations(cloud, spec["id"])]


def fields_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A specification's fields as OSC names and orders them."""
    known = {**spec, "properties": Humanized(spec["specs"], properties_text)}
    return {name: known[name] for name in FIELDS}


@click.command()
@click.argument("name", type=base.NAME)
@click.option(
    "--consumer",
    type=click.Choice(CONSUMERS),
    default="both",
    show_default=True,
    help="Who enforces it: the host that attaches (front-end) or the storage.",
)
@base.key_values(
    "--property",
    "properties",
    help="Set a property, such as total_iops_sec=500 or total_iops_sec_per_gb=5; repeat it.",
)
@base.shows(fields=FIELDS)
@click.pass_obj
def create(
    context: Context, name: str, consumer: str, properties: dict[str, str]
) -> dict[str, Any]:
    """Create a QoS specification."""
    if "name" in properties:
        raise click.UsageError("'name' cannot be a property.")
    return fields_of(qos.create(context.cloud, name, consumer=consumer, properties=properties))


def _columns(context: Context, **_: Any) -> tuple[Column, ...]:
    return (
        Column("ID", "id"),
        Column("Name", "name"),
        Column("Consumer", "consumer"),
        # One request for each: the API lists specifications without their volume types.
        Column("Associations", lambda spec: _type_names(context.cloud, spec), human=_names_text),
        Column("Properties", "specs", human=properties_text),
    )


@click.command()
@base.lists(_columns)
@click.pass_obj
def list_(context: Context) -> Iterator[dict[str, Any]]:
    """List QoS specifications and the volume types that follow them."""
    return resources.listing(context.cloud, QOS)


@click.command()
@base.target(QOS)
@base.shows(fields=("associations", *FIELDS), watch=True)
@click.pass_obj
def show(context: Context, target: str) -> dict[str, Any]:
    """Show a QoS specification and the volume types that follow it."""
    spec = qos.find(context.cloud, target)
    names = _type_names(context.cloud, spec)
    associations = {"associations": Humanized(names, _names_text)} if names else {}
    return {**associations, **fields_of(spec)}


@click.command()
@base.targets(QOS)
@click.option("--force", is_flag=True, help="Delete it even if volume types follow it.")
@click.pass_obj
def delete(context: Context, targets: tuple[str, ...], force: bool) -> None:
    """Delete QoS specifications."""
    cloud = context.cloud
    base.delete_all(
        cloud,
        QOS,
        targets,
        find=qos.find,
        delete=lambda spec: qos.delete(cloud, spec["id"], force=force),
    )
