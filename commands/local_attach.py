"""``local attach``."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from blockctl.commands import base
from blockctl.commands.base.clouds import lazily
from blockctl.commands.base.host_options import host_options
from blockctl.commands.base.key_file import absolute, key_file_option
from blockctl.connectors.encryption import STDIN
from blockctl.connectors.host import HostOptions
from blockctl.context import Context
from blockctl.output.terminal import printable, size_of

if TYPE_CHECKING:
    from blockctl.connectors.claims import Claim

FIELDS = (
    "path", "device", "volume_id", "name", "size", "transport", "attachment_id", "mode", "mount",
    "content",
)  # fmt: skip
# A volume in one of these gets another status by itself.
_PASSING = frozenset({
    "attaching", "backing-up", "creating", "detaching", "downloading", "extending", "reserved",
    "restoring-backup", "retyping", "uploading",
})  # fmt: skip
_GIB = 1024**3


def _line(attached: Mapping[str, Any]) -> str:
    if "steps" in attached:
        told = [f"{each['step']:<9} {printable(each['what'])}" for each in attached["steps"]]
        return "\n".join(told or ["Nothing is to be done: it is attached."])
    size = size_of(attached["size"] * _GIB)
    facts = [attached["name"], size, attached["transport"]]
    if attached["mode"] == "ro":
        facts.append("read-only")
    if attached["mount"]:
        facts.append(f"mounted on {attached['mount']}")
    if attached["content"]:
        facts.append(attached["content"])
    return printable(f"{attached['path']}   {' · '.join(facts)}")


def _real(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    return None if value is None else os.path.realpath(value)


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
@click.option(
    "--mount",
    metavar="FOLDER",
    callback=_real,
    help="Mount its file system there; 'local detach' unmounts it.",
)
@click.option(
    "--mkfs",
    metavar="TYPE",
    help="Make this file system for --mount, on a blank device only.",
)
@click.option("--mountpoint", metavar="TEXT", help="Tell the volume service where it is used.")
@click.option(
    "--wait", is_flag=True, help="Wait for a volume that is being made, detached and so on."
)
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@key_file_option
@click.option(
    "--secret-file",
    metavar="FILE",
    callback=absolute,
    help="The CHAP secret is in this file, or on standard input where it is '-'.",
)
@host_options
@base.timeout_option(300, "Begin no further step after so long.")
@base.shows(fields=FIELDS, line=_line)
@click.pass_obj
def attach(
    context: Context,
    source: str,
    mode: str,
    persistent: bool,
    mount: str | None,
    mkfs: str | None,
    mountpoint: str | None,
    wait: bool,
    dry_run: bool,
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

    --mount mounts it too. With --persistent as well, both come again after a reboot. --mkfs makes
    a file system first, on a device without any signature whose first and last MiB are zeros;
    where there is one of that type already, it is kept.

    Prints the device first, by a name that stays the same where it has one. Attaching again
    prints the same device. What fails or is
    interrupted is undone; what was killed half way is carried on when it is run again.
    """
    from blockctl.connectors import dry_run as planned
    from blockctl.connectors import keys, mounting, origins
    from blockctl.connectors.attach import Wish
    from blockctl.connectors.attach import attach as attach_origin
    from blockctl.connectors.stop import stoppable

    if [source, key_file, secret_file].count(STDIN) > 1:
        raise click.UsageError("Only one thing can be read from standard input.")
    if persistent and STDIN in (key_file, secret_file):
        raise click.UsageError(
            "A key or secret from standard input cannot be had again after a reboot."
        )
    if mkfs is not None and mount is None:
        raise click.UsageError("--mkfs is only for --mount.")
    is_volume = not origins.is_handed_over(source)
    if not is_volume and (wait or mountpoint is not None):
        given = "--wait" if wait else "--mountpoint"
        raise click.UsageError(f"{given} is for volumes of a cloud, and {source} is none.")
    if mount is not None:
        mounting.refuse_unmountable(mount, mkfs, mode, dry_run)
    if wait and not dry_run:
        _until_settled(context, source, timeout)
    with stoppable(f"Attaching {source}", timeout) as stop:
        find = origins.finder(lazily(context), source, secret_file, persistent, dry_run)
        key = None if key_file == STDIN else key_file
        wish = Wish(mode, host, persistent, key, mountpoint, mount, mkfs)
        if dry_run:
            told = planned.steps(find, wish, key_file is not None)
            return {"steps": [{"step": each.name, "what": each.what} for each in told]}
        claim = attach_origin(find, wish, keys.finder(lambda: context.neighbours, key_file), stop)
    return _told(claim)


def _told(claim: "Claim") -> dict[str, Any]:
    from blockctl.connectors import mounting, stable
    from blockctl.connectors.content import content_of
    from blockctl.connectors.release import size_of as bytes_of

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
        "mount": claim.mount if mounting.is_mounted(claim) else None,
        "content": content_of(claim.device.path),
    }


def _until_settled(context: Context, source: str, timeout: float) -> None:
    """Wait until a volume is in a status that it keeps; which one is looked at later."""
    from blockctl.api import volumes
    from blockctl.api.resources import VOLUME
    from blockctl.commands.base import waiting
    from blockctl.connectors import ledger

    volume = volumes.find(context.cloud, source)
    if ledger.device_of(volume["id"]) is None:
        waiting.until_settled(context.cloud, VOLUME, volume, timeout, _PASSING)
