"""``volume qos set|unset|associate|disassociate``."""

from functools import partial

import click

from blockctl.api import qos, types
from blockctl.api.qos import QOS
from blockctl.api.resources import VOLUME_TYPE
from blockctl.commands import base
from blockctl.commands.qos import CONSUMERS
from blockctl.context import Context


@click.command()
@base.target(QOS)
@click.option("--no-property", is_flag=True, help="Remove all properties first.")
@base.key_values("--property", "properties", help="Set a property; repeat it for more.")
@click.option("--consumer", type=click.Choice(CONSUMERS), help="Who enforces it from now on.")
@click.pass_obj
def set_(
    context: Context,
    target: str,
    no_property: bool,
    properties: dict[str, str],
    consumer: str | None,
) -> None:
    """Change a QoS specification."""
    cloud = context.cloud
    spec = qos.find(cloud, target)
    # The API takes the consumer for a property.
    changed = {**properties, **({"consumer": consumer} if consumer else {})}
    parts: list[base.Part] = []
    if no_property:
        keys = list(spec["specs"])
        parts.append(("no-property", partial(qos.unset_properties, cloud, spec["id"], keys)))
    if changed:
        parts.append(("property", partial(qos.set_properties, cloud, spec["id"], changed)))
    base.run_parts(parts)


@click.command()
@base.target(QOS)
@click.option("--property", "properties", metavar="KEY", multiple=True, help="Remove a property.")
@click.pass_obj
def unset(context: Context, target: str, properties: tuple[str, ...]) -> None:
    """Remove properties from a QoS specification."""
    spec = qos.find(context.cloud, target)
    if properties:
        qos.unset_properties(context.cloud, spec["id"], properties)


@click.command()
@base.target(QOS)
@click.argument("types_", type=base.NAME, metavar="VOLUME_TYPE...", nargs=-1, required=True)
@click.pass_obj
def associate(context: Context, target: str, types_: tuple[str, ...]) -> None:
    """Let volume types follow a QoS specification."""
    cloud = context.cloud
    spec_id = qos.find(cloud, target)["id"]

    def associate_one(name: str) -> None:
        qos.associate(cloud, spec_id, types.find(cloud, name)["id"])

    base.run_all(types_, associate_one, "associated")


@click.command()
@base.target(QOS)
@base.option_of(
    VOLUME_TYPE,
    "--volume-type",
    "types_",
    multiple=True,
    help="Part this type (name or ID) from it; repeat it for more.",
)
@click.option("--all", "all_", is_flag=True, help="Part every volume type from it.")
@click.pass_obj
def disassociate(context: Context, target: str, types_: tuple[str, ...], all_: bool) -> None:
    """Part volume types from a QoS specification."""
    base.at_most_one(volume_type=types_, all=all_)
    if not (types_ or all_):
        raise click.UsageError("Say which: --volume-type or --all.")
    cloud = context.cloud
    spec_id = qos.find(cloud, target)["id"]

    def disassociate_one(name: str) -> None:
        qos.disassociate(cloud, spec_id, types.find(cloud, name)["id"])

    if all_:
        qos.disassociate_all(cloud, spec_id)
    else:
        base.run_all(types_, disassociate_one, "disassociated")
