"""``standalone up|down|status|logs|env``: a volume service on this host."""

import shlex
import sys
import time
from types import TracebackType
from typing import Any, Self

import click

from blockctl.commands import base
from blockctl.context import Context
from blockctl.errors import Unreachable
from blockctl.output.terminal import note, printable, size_of
from blockctl.standalone import clients, folder, lifecycle, probe
from blockctl.standalone import logs as log_files

FIELDS = (
    "endpoint", "pid", "version", "since", "state_folder", "free_gib", "services",
)  # fmt: skip


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help=f"The port on 127.0.0.1 to serve on; {lifecycle.DEFAULT_PORT} by default.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=120,
    show_default=True,
    metavar="SECONDS",
    help="Give up, and stop it, when it is not ready after so long.",
)
@click.pass_obj
def up(context: Context, port: int | None, timeout: float) -> None:
    """Start a volume service on this host and return when it is ready.

    It is a real Cinder in one process, reachable from this host only and by its owner only.
    Volumes are sparse files in the state folder. Other commands use it when no cloud is
    configured. When it is up already, nothing changes.
    """
    place = folder.locate(context.env)
    with _Stages(context.quiet) as stages:
        started = lifecycle.up(place, port, timeout, stages.tell)
    if context.quiet:
        return
    if not started.by_us:
        note(f"The standalone service is up already, on 127.0.0.1:{started.service.port}.")
    free = size_of(folder.free_bytes(place))
    note(f"State in {place.root} · {free} free · stop it with: blockctl standalone down")


@click.command()
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="Kill it when it has not ended after so long.",
)
@click.pass_obj
def down(context: Context, timeout: float) -> None:
    """Stop the volume service. Volumes, snapshots and backups are kept.

    What is attached to this host stays attached.
    """
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
    place = folder.locate(context.env)
    service = lifecycle.running(place)
    states = probe.services(service)
    if states.get("cinder-volume") != "up":
        raise Unreachable(
            f"The standalone service runs (process {service.pid}), but its volume service is down.",
            "See why with: blockctl standalone logs",
        )
    return {
        "endpoint": service.endpoint,
        "pid": service.pid,
        "version": f"cinder {service.version}",
        "since": service.since().isoformat(timespec="seconds"),
        "state_folder": str(place.root),
        "free_gib": round(folder.free_bytes(place) / 1024**3, 1),
        "services": ", ".join(f"{name} {state}" for name, state in sorted(states.items())),
    }


@click.command()
@click.option(
    "-n",
    "--lines",
    type=click.IntRange(min=0),
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


class _Stages:
    """The stages of a start on stderr: one growing line on a terminal, else a line each."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._count = 0
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def tell(self, stage: str) -> None:
        if self._quiet:
            return
        if sys.stderr.isatty():
            before = ("", " … ")[self._count] if self._count < 2 else ", "
            sys.stderr.write(before + printable(stage))
            sys.stderr.flush()
        else:
            note(stage)
        self._count += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._count and sys.stderr.isatty():
            took = "" if kind else f" ({time.monotonic() - self._began:.1f} s)"
            sys.stderr.write(f"{took}\n")
