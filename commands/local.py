"""``local attach|detach|list|show``: volumes attached to this host."""

from collections.abc import Mapping
from typing import Any

import click

from blockctl.commands import base
from blockctl.commands.base.clouds import lazily
from blockctl.commands.base.host_options import host_options
from blockctl.commands.base.key_file import absolute, key_file_option
from blockctl.connectors.encryption import STDIN
from blockctl.connectors.host import HostOptions
from blockctl.context import Context
from blockctl.output.columns import Column, properties_text
from blockctl.output.render import Humanized
from blockctl.output.terminal import printable, size_of

ATTACH_FIELDS = (
    "path", "device", "volume_id", "name", "size", "transport", "attachment_id", "mode", "content",
)  # fmt: skip
SHOW_FIELDS = (
    "device", "path", "volume", "volume_id", "size", "transport", "mode", "state", "persistent",
    "attachment_id", "host", "cloud", "identity", "created_at", "updated_at",
)  # fmt: skip
SHORT = (
    Column("Device", "device"),
    Column("Volume", "volume"),
    Column("Size", "size"),
    Column("Transport", "transport"),
    Column("State", "state"),
)
LONG = (
    *SHORT,
    Column("Mode", "mode"),
    Column("Volume ID", "volume_id"),
    Column("Attachment ID", "attachment_id"),
    Column("Cloud", "cloud"),
    Column("Created At", "created_at"),
)
_GIB = 1024**3


def _line(attached: Mapping[str, Any]) -> str:
    size = size_of(attached["size"] * _GIB)
    facts = [attached["name"], size, attached["transport"]]
    if attached["mode"] == "ro":
        facts.append("read-only")
    if attached["content"]:
        facts.append(attached["content"])
    return printable(f"{attached['path']}   {' · '.join(facts)}")


def _columns(context: Context, long: bool, **_: Any) -> tuple[Column, ...]:
    return LONG if long else SHORT


_timeout_option = base.timeout_option(300, "Begin no further step after so long.")


@click.command()
@click.argument("source", metavar="VOLUME|FILE|URI|-")
@click.option(
    "--mode",
    type=click.Choice(["rw", "ro"]),
    default="rw",
    show_default=True,
    help="Read-write or read-only.",
)
@click.option(
    "--persistent", is_flag=True, help="Attach it again after a reboot: see 'local enable'."
)
@key_file_option
@click.option(
    "--secret-file",
    metavar="FILE",
    callback=absolute,
    help="The CHAP secret is in this file, or on standard input where it is '-'.",
)
@host_options
@_timeout_option
@base.shows(fields=ATTACH_FIELDS, line=_line)
@click.pass_obj
def attach(
    context: Context,
    source: str,
    mode: str,
    persistent: bool,
    key_file: str | None,
    secret_file: str | None,
    host: HostOptions,
    timeout: float,
) -> dict[str, Any]:
    """Attach a volume to this host.

    Without a cloud: a path with a slash in it, or one that ends in .json, is the file of a
    connection, {"driver_volume_type": ..., "data": {...}} as a volume service's driver makes it;
    '-' is one on standard input; and URIs are iscsi://[USER@]HOST/IQN/LUN,
    nvme+tcp://HOST/NQN/NAMESPACE, rbd://POOL/IMAGE, nfs://HOST/EXPORT/FILE and file:///PATH.
    The secret of a CHAP user is read from --secret-file or from BLOCKCTL_CHAP_SECRET.

    What is encrypted (LUKS) is opened with the key that its cloud's key manager has, or with
    --key-file. Only a blank device is ever formatted for that.

    Prints the device first, by a name that stays the same where it has one. Attaching again
    prints the same device. What fails or is
    interrupted is undone; what was killed half way is carried on when it is run again.
    """
    from blockctl.connectors import keys, origins, stable
    from blockctl.connectors.attach import Wish
    from blockctl.connectors.attach import attach as attach_origin
    from blockctl.connectors.content import content_of
    from blockctl.connectors.release import size_of as bytes_of
    from blockctl.connectors.stop import stoppable

    if [source, key_file, secret_file].count(STDIN) > 1:
        raise click.UsageError("Only one thing can be read from standard input.")
    if persistent and STDIN in (key_file, secret_file):
        raise click.UsageError(
            "A key or secret from standard input cannot be had again after a reboot."
        )
    with stoppable(f"Attaching {source}", timeout) as stop:
        find = origins.finder(lazily(context), source, secret_file, persistent)
        wish = Wish(mode, host, persistent, None if key_file == STDIN else key_file)
        claim = attach_origin(find, wish, keys.finder(lambda: context.neighbours, key_file), stop)
    assert claim.device is not None
    assert claim.device.path is not None
    return {
        "path": stable.name_of(claim.device.path),
        "device": claim.device.path,
        "volume_id": claim.volume_id,
        "name": claim.name,
        "size": -(-(bytes_of(claim) or 0) // _GIB),
        "transport": claim.device.transport,
        "attachment_id": claim.attachment_id,
        "mode": claim.mode,
        "content": content_of(claim.device.path),
    }


@click.command()
@click.argument("targets", metavar="VOLUME|DEVICE|FILE|URI...", nargs=-1, required=True)
@click.option(
    "--force",
    is_flag=True,
    help="Detach what is in use too, and lose what is not written yet.",
)
@_timeout_option
@click.pass_obj
def detach(context: Context, targets: tuple[str, ...], force: bool, timeout: float) -> None:
    """Detach volumes from this host.

    Each is named by its name, its ID, its device, its connection's file or URI. A device that is
    mounted or held is refused. What was killed half way is carried on when it is run again.
    """
    from blockctl.connectors import brick, uri
    from blockctl.connectors.detach import detach as detach_volume
    from blockctl.connectors.stop import stoppable

    for target in targets:
        uri.refuse_malformed(target)  # each is repeated with what became of it

    cloud = lazily(context)
    if len(targets) > 1:
        brick.load()
    with stoppable("Detaching", timeout) as stop:
        base.run_all(targets, lambda each: detach_volume(cloud, each, force, stop), "detached")


@click.command()
@click.option("--long", is_flag=True, help="Show mode, IDs, cloud and time too.")
@base.lists(_columns, watch=False)
@click.pass_obj
def list_(context: Context, long: bool) -> list[dict[str, Any]]:
    """List what is attached to this host."""
    from blockctl.connectors import view

    return view.rows()


@click.command()
@click.argument("target", metavar="VOLUME|DEVICE|FILE|URI")
@base.shows(fields=SHOW_FIELDS)
@click.pass_obj
def show(context: Context, target: str) -> dict[str, Any]:
    """Show one attachment of this host."""
    from blockctl.connectors import view

    shown = view.one(target)
    return {**shown, "identity": Humanized(shown["identity"], properties_text)}
