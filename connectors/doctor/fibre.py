"""Fibre Channel host bus adapters."""

from collections.abc import Iterator
from pathlib import Path

from blockctl.connectors.doctor.finding import Finding, info, missing, ok, warning
from blockctl.connectors.doctor.host import Host


def check(host: Host) -> Iterator[Finding]:
    """There is an adapter, and its port is online (sysfs class fc_host)."""
    adapters = host.glob("sys/class/fc_host/host*")
    if not adapters:
        yield missing("This host has no Fibre Channel adapter.")
        return
    for adapter in adapters:
        state = _attribute(adapter, "port_state")
        port = f"{adapter.name} ({_attribute(adapter, 'port_name')})"
        if state == "Online":
            yield ok(f"{port} is online")
        else:
            yield warning(f"The port of {port} is {state.lower()}.", "Look at cable and switch.")
    yield info("Volumes over Fibre Channel go through os-brick; this is not tested on hardware.")


def _attribute(adapter: Path, name: str) -> str:
    try:
        return (adapter / name).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return "unknown"
