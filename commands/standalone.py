"""``standalone up|down|status|reset|logs|env``: a volume service on this host."""

import os
import shlex
import sys
import time
from collections.abc import Mapping
from typing import Any

import click

from blockctl.commands import base
from blockctl.commands.base import ranges
from blockctl.context import Context
from blockctl.errors import BadUsage, Interrupted, Unreachable
from blockctl.output.terminal import note, printable, size_of
from blockctl.standalone import folder
from blockctl.standalone.record import DEFAULT_PORT
from blockctl.standalone.stages import Stages


class _AbsolutePath(click.Path):
    """A path made absolute; links are kept, as a virtual environment's interpreter is one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return os.path.abspath(os.fsdecode(super().convert(value, param, ctx)))


_PATH = _AbsolutePath()
# How long a reset waits for another command that holds the folder.
_RESET_SECONDS = 30

FIELDS = (
    "endpoint", "pid", "version", "since", "state_folder", "free_gib", "services",
)  # fmt: skip


@click.command()
@click.option(
    "--port",
    type=ranges.Whole(1, 65535),
    help=f"The port on 127.0.0.1 to serve on; {DEFAULT_PORT} by default.",
)
@click.option(
    "--backend",
    "backends",
    multiple=True,
    metavar="KIND:PLACE",
    help="Keep volumes in file:FOLDER or lvm:GROUP too, as one more backend; may be given "
    "several times. lvm:GROUP:nvme attaches over NVMe/TCP rather than iSCSI.",
)
@click.option(
    "--config",
    type=_PATH,
    metavar="FILE",
    help="Merge this Cinder configuration over the service's own.",
)
@click.option("--no-config", is_flag=True, help="Merge none any longer.")
@click.option(
    "--python",
    type=_PATH,
    metavar="PATH",
    help="Run it with this Python interpreter, which has Cinder.",
)
@click.option("--no-python", is_flag=True, help="Run it with blockctl's own interpreter again.")
@base.timeout_option(120, "Give up, and stop it, when it is not ready after so long.")
@click.pass_obj
def up(
    context: Context,
    port: int | None,
    backends: tuple[str, ...],
    config: str | None,
    no_config: bool,
    python: str | None,
    no_python: bool,
    timeout: float,
) -> None:
    """Start a volume service on this host and return when it is ready.

    It is a real Cinder in one process, reachable from this host only and by its owner only.
    Volumes are sparse files in the state folder. Other commands use it when no cloud is
    configured. Backends, configuration and interpreter are kept for every later start. When it
    is up already, nothing changes.

    For root a volume attaches as a loop device; for others as its plain file.
    """
    from blockctl.standalone import lifecycle

    if (config and no_config) or (python and no_python):
        raise BadUsage("An option and its --no- form were given together.")
    place = folder.locate(context.env)
    wishes = lifecycle.Wishes(
        port, backends, "" if no_config else config, "" if no_python else python
    )
    with Stages(context.quiet) as stages:
        started = lifecycle.up(place, wishes, timeout, stages.tell)
    if context.quiet:
        return
    if not started.by_us:
        note(f"The standalone service is up already, on 127.0.0.1:{started.service.port}.")
    if os.geteuid() != 0:
        note("Without root, volumes attach as plain files rather than as block devices.")
    free = size_of(folder.free_bytes(place))
    note(f"State in {place.root} · {free} free · stop it with: blockctl standalone down")


@click.command()
@base.timeout_option(30, "Kill it when it has not ended after so long.")
@click.pass_obj
def down(context: Context, timeout: float) -> None:
    """Stop the volume service. Volumes, snapshots and backups are kept.

    What is attached to this host stays attached.
    """
    from blockctl.standalone import lifecycle

    ended_by_itself = lifecycle.down(folder.locate(context.env), timeout)
    if ended_by_itself is False:
        note(
            f"The standalone service did not end within {timeout:g} s and was killed; "
            "what it left half done is put right at the next start."
        )
    elif not context.quiet:
        note(f"The standalone service {'is stopped' if ended_by_itself else 'was not running'}.")


@click.command()
@base.shows(fields=FIELDS)
@click.pass_obj
def status(context: Context) -> dict[str, Any]:
    """Show where the volume service is and how it does; exit with 7 when it is down."""
    from blockctl.standalone import lifecycle, probe

    place = folder.locate(context.env)
    service = lifecycle.running(place)
    states = probe.services(service)
    volume_services = states.get("cinder-volume", {})
    if down := sorted(host for host, state in volume_services.items() if state != "up"):
        raise Unreachable(
            f"The standalone service runs (process {service.pid}), but its volume service is down: "
            f"{', '.join(down)}.",
            "See why with: blockctl standalone logs",
        )
    return {
        "endpoint": service.endpoint,
        "pid": service.pid,
        "version": f"cinder {service.version}",
        "since": service.since().isoformat(timespec="seconds"),
        "state_folder": str(place.root),
        "free_gib": round(folder.free_bytes(place) / 1024**3, 1),
        "services": ", ".join(
            f"{name} {_together(hosts)}" for name, hosts in sorted(states.items())
        ),
    }


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--force",
    is_flag=True,
    help="Stop the service first, and lose what is on attached volumes.",
)
@click.pass_obj
def reset(context: Context, yes: bool, force: bool) -> None:
    """Remove every volume, snapshot and backup of the volume service, and its records.

    It is refused while the service runs or volumes are attached to this host. Nothing of it
    can be brought back.
    """
    from blockctl.standalone import reset as resetting

    place = folder.locate(context.env)
    if not resetting.exists(place):
        if not context.quiet:
            note(f"There is nothing to reset in {place.root}.")
        return
    resetting.refuse(place, force)
    if not yes:
        _ask(place)
    deadline = time.monotonic() + _RESET_SECONDS
    resetting.reset(place, force, stop_seconds=30, deadline=deadline)
    if not context.quiet:
        note(f"The standalone service of {place.root} is reset.")


@click.command()
@click.option(
    "-n",
    "--lines",
    type=ranges.Whole(min=0),
    default=50,
    show_default=True,
    metavar="LINES",
    help="How many of the last lines to print.",
)
@click.option("--follow", is_flag=True, help="Go on with what is added, until Ctrl-C.")
@click.option("--access", is_flag=True, help="The requests that were made, instead.")
@click.pass_obj
def logs(context: Context, lines: int, follow: bool, access: bool) -> None:
    """Print what the volume service logged."""
    from blockctl.standalone import logs as log_files

    place = folder.locate(context.env)
    path = place.access_log if access else place.log
    last = log_files.tail(path, lines)
    if not path.exists():
        note(f"There is no log yet: {path}.")
    for line in last:
        click.echo(printable(line, keep="\t"))
    if follow:
        for line in log_files.follow(path):
            click.echo(printable(line, keep="\t"))


@click.command()
@click.option(
    "--client",
    type=click.Choice(["openstack", "cinder"]),
    default="openstack",
    show_default=True,
    help="The client to print it for.",
)
@click.pass_obj
def env(context: Context, client: str) -> None:
    """Print the shell lines that let another client use the volume service.

    Use it as: eval "$(blockctl standalone env)"
    """
    from blockctl.standalone import clients, lifecycle

    place = folder.locate(context.env)
    service = lifecycle.running(place)
    if client == "cinder":
        note("These lines carry the service's token: do not store or share them.")
        variables = clients.for_cinder(service)
    else:
        variables = clients.for_openstack(place, service)
    if others := clients.in_the_way(context.env, variables):
        note(f"Unset these, as they come before what is printed: {' '.join(others)}")
    for name, value in variables.items():
        click.echo(f"export {name}={shlex.quote(value)}")


def _together(hosts: Mapping[str, str]) -> str:
    """``up`` only when all are."""
    return "up" if set(hosts.values()) == {"up"} else "down"


def _ask(place: folder.Folder) -> None:
    if not sys.stdin.isatty():
        raise BadUsage("A reset asks first, and nobody is there to answer.", "Confirm with --yes.")
    from blockctl.standalone import reset as resetting

    there = resetting.holdings(place)
    counted = {
        "volumes": there.volumes, "snapshots": there.snapshots, "backups": there.backups,
    }  # fmt: skip
    told = ", ".join(f"{count} {name}" for name, count in counted.items() if count is not None)
    size = size_of(there.allocated)
    what = f"Remove {told or 'what cannot be read'} ({size}) of {place.root}?"
    if not click.confirm(printable(what), err=True):
        raise Interrupted("Nothing was removed.")
