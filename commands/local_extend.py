"""``local extend``."""

from collections.abc import Mapping
from typing import Any

import click

from blockctl.commands import base
from blockctl.commands.base.clouds import lazily
from blockctl.commands.base.key_file import key_file_option
from blockctl.context import Context
from blockctl.output.terminal import printable, size_of

FIELDS = ("path", "volume_id", "name", "size", "size_bytes", "file_system")
_GIB = 1024**3


def _line(grown: Mapping[str, Any]) -> str:
    facts = [grown["name"], size_of(grown["size_bytes"])]
    if grown["file_system"]:
        facts.append(f"{grown['file_system']} grown")
    return printable(f"{grown['path']}   {' · '.join(facts)}")


@click.command()
@click.argument("target", metavar="VOLUME|DEVICE|FILE|URI")
@click.option(
    "--size", type=base.SIZE, metavar="GIB", help="Extend the volume to this size in GiB first."
)
@click.option("--file-system", is_flag=True, help="Let the file system on it grow as well.")
@key_file_option
@base.timeout_option(300, "Begin no further step after so long.")
@base.shows(fields=FIELDS, line=_line)
@click.pass_obj
def extend(
    context: Context,
    target: str,
    size: int | None,
    file_system: bool,
    key_file: str | None,
    timeout: float,
) -> dict[str, Any]:
    """Extend what is attached to this host, in use.

    With --size the volume itself is extended first; without it this host is brought to see the
    size that it has got already. The data stays, and nothing has to be unmounted.
    """
    from blockctl.connectors import extend as host
    from blockctl.connectors import keys, ledger, locate, origins, stable
    from blockctl.connectors.stop import stoppable

    with ledger.opened() as book:
        claim = locate.find(book, target)
    host.refuse_unless_attached(claim)
    origin = origins.of_claim(claim, lazily(context))
    if size is not None and claim.volume_id is None:
        raise click.UsageError(f"--size is for volumes of a cloud, and {claim.name} is none.")
    wanted = 0
    if claim.volume_id is not None:
        wanted = _size_in_cloud(context, claim.volume_id, size, timeout) * _GIB
    with stoppable(f"Extending {claim.name}", timeout) as stop:
        opens = keys.finder(lambda: context.neighbours, key_file or claim.key_file)
        claim, grown = host.extend(origin, claim.id, wanted, file_system, opens, stop)
    assert claim.device is not None
    size_bytes = claim.device.size_bytes or 0
    return {
        "path": stable.name_of(claim.device.path or ""),
        "volume_id": claim.volume_id,
        "name": claim.name,
        "size": size_bytes // _GIB,
        "size_bytes": size_bytes,
        "file_system": grown,
    }


def _size_in_cloud(context: Context, volume_id: str, size: int | None, timeout: float) -> int:
    """The volume's size in GiB, once it is extended if it shall be."""
    from blockctl.api import resources
    from blockctl.api.resources import VOLUME
    from blockctl.commands.base import growing

    volume = resources.show(context.cloud, VOLUME, volume_id)
    if size is None or size == volume["size"]:
        return int(volume["size"])  # as after an extend that was cut short
    growing.extend(context.cloud, volume, size, timeout)
    return size
