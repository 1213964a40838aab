"""Goes through what there is to check, and says what is wrong for this host's use of it."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from blockctl.connectors.doctor import folders, kernel, neighbours, packages, rows, strangers
from blockctl.connectors.doctor.finding import Finding, info, missing, ok, warning
from blockctl.connectors.doctor.host import Host
from blockctl.connectors.doctor.parts import PARTS, Daemon, Part
from blockctl.errors import NotAllowed
from blockctl.paths import runtime_dir, state_dir


@dataclass(frozen=True)
class Told:
    """A finding about ``part``; it is a fault when it is trouble with what is used or asked for."""

    part: str
    finding: Finding
    is_fault: bool


def examine(host: Host, asked: Collection[str] = ()) -> Iterator[Told]:
    """Check the parts of these names (parts.NAMES), or without any all of them, the records of
    blockctl, and its neighbours. Nothing is changed. Never fails: trouble is a finding.
    """
    known = rows.read(host)
    if not asked:
        for label, check in _own(host, known):
            for finding in _seen(check):
                yield Told(label, finding, finding.is_trouble)
    for part in PARTS:
        if not asked or part.name in asked:
            matters = part.name in asked or not known.transports.isdisjoint(part.transports)
            for finding in _of_part(host, part, known):
                yield Told(part.label, finding, matters and finding.is_trouble)


def _own(host: Host, known: rows.Rows) -> tuple[tuple[str, Callable[[], Iterable[Finding]]], ...]:
    return (
        ("ledger", lambda: known.findings),
        ("folders", partial(folders.check, state_dir())),
        ("folders", partial(folders.check, runtime_dir())),
        ("neighbours", partial(neighbours.check, host)),
    )


def _of_part(host: Host, part: Part, known: rows.Rows) -> Iterator[Finding]:
    absent = [tool for tool in part.tools if host.tool(tool.name) is None]
    remedy = packages.install(host, (tool.package for tool in absent))
    if part.tools and len(absent) == len(part.tools):
        yield missing("Not set up.", remedy)
        return
    for tool in part.tools:
        if tool not in absent:
            yield ok(tool.name)
    if absent:
        yield missing(f"There is no {' and no '.join(tool.name for tool in absent)}.", remedy)
    yield from (kernel.module(host, name) for name in part.modules)
    yield from (_daemon(host, daemon) for daemon in part.daemons)
    for check in part.checks:
        yield from _seen(partial(check, host))
    for kind in part.connected:
        yield from strangers.unexplained(host, kind, known)


def _daemon(host: Host, daemon: Daemon) -> Finding:
    if any(process.name == daemon.name for process in host.processes):
        return ok(f"{daemon.name} runs")
    if daemon.socket in host.sockets:
        return ok(f"{daemon.name} starts when it is needed")
    return warning(f"{daemon.name} does not run.", f"systemctl enable --now {daemon.name}")


def _seen(check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What a check finds; what this user may not see is told as such."""
    try:
        yield from check()
    except NotAllowed as hidden:
        yield info(f"{hidden.message}.", "Run it as root.")
