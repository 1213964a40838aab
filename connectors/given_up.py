"""Storage that does not answer, for which nobody shall wait any more: what is not written is lost.

Otherwise the kernel waits: over iSCSI for two minutes, over NVMe and in a multipath device for
ever, and whoever writes or flushes cannot be killed as long.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from blockctl.connectors import (
    build,
    iscsi_sessions,
    multipath_maps,
    nvme_controllers,
    portals,
    present,
)
from blockctl.connectors.claims import Device
from blockctl.connectors.field_kinds import join_portal
from blockctl.connectors.multipath_maps import Map
from blockctl.output.terminal import note


def tell_if_down(device: Device) -> None:
    """Say what a flush waits for when no path to the device's target is up."""
    silent = iscsi_sessions.silent(device.connection)
    if silent:
        patience = f"The kernel waits {silent[0].patience} s for it"
        if map_of(device):
            patience = "multipathd waits for it as no_path_retry in its configuration says"
        _tell("iSCSI", ", ".join(sorted({session.portal for session in silent})), patience)
    elif nvme_controllers.are_down(device.connection):
        addresses = {join_portal(*portal) for _, portal in portals.of_nvme(device.connection.data)}
        _tell("NVMe", ", ".join(sorted(addresses)), "The kernel waits for it for ever")


def _tell(kind: str, where: str, patience: str) -> None:
    note(
        f"The {kind} target at {where} does not answer. "
        f"{patience}, before it gives up what is not written yet."
    )


@contextmanager
def given_up(device: Device) -> Iterator[None]:
    """Within the block the kernel fails what it cannot write to what the device is made of. Never
    fails itself.
    """
    found = map_of(device)
    with multipath_maps.given_up(found) if found else nullcontext():
        # A map without its paths keeps what is to be written, until that is noticed.
        iscsi_sessions.give_up(device.connection, log_out=not found)
        nvme_controllers.give_up(device.connection)
        yield


def leave(device: Device) -> None:
    """End the sessions in which nobody answers, as nothing can be written. Never fails."""
    iscsi_sessions.give_up(device.connection, log_out=True)


def map_of(device: Device) -> Map | None:
    """The multipath device that os-brick gave, or that was made since of what it gave."""
    path = build.lowest(device)
    return multipath_maps.at(present.taken_by(device.connection, path) or path) if path else None
