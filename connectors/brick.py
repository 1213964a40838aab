"""The narrow door to os-brick: nothing else on this host's side imports it."""

import copy
import logging
import os
import platform
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from blockctl.connectors import brick_locks, portals, shares, slow
from blockctl.connectors.connection import Connection
from blockctl.connectors.host import HostOptions
from blockctl.connectors.transports import FILE, SHARES
from blockctl.errors import LocalFailed
from blockctl.output.terminal import note

Result = TypeVar("Result")
# Asked for by os-brick's functions, and never called: what needs root runs in this process.
_ROOT_HELPER = "sudo"
_one_at_a_time = threading.Lock()


def load() -> None:
    """Import os-brick and set it up, for whoever goes on in several threads.

    Only the main thread may do so: eventlet, which it imports, runs a second copy of Python's
    threading module, and that takes over the end-of-thread lock of the thread it runs in, for
    whose end others then wait for ever.
    """
    _os_brick()


def properties(host: HostOptions) -> dict[str, Any]:
    """What this host tells a volume service: its name, address, initiators and abilities.

    Raises BadUsage for an interface without an address, LocalFailed when os-brick cannot tell.
    """
    address = host.address
    if os.geteuid() != 0:
        # Without root only plain files attach. os-brick would ask sudo for the rest.
        return {
            "platform": platform.machine(),
            "os_type": sys.platform,
            "ip": address,
            "host": host.name or socket.gethostname(),
            "multipath": False,
        }
    return _asked(
        "Asking os-brick what this host can attach with",
        lambda: dict(
            _os_brick().get_connector_properties(
                _ROOT_HELPER, address, host.multipath, host.enforce_multipath, host=host.name
            )
        ),
    )


def connect(connection: Connection) -> str:
    """Attach what a volume service offers, and return the path of the device.

    Raises LocalFailed; what may be left half connected is for ``disconnect`` to clean.
    """
    # Some connectors change the dictionary that they are given.
    data = copy.deepcopy(dict(connection.data))
    if connection.transport == FILE:
        return str(data["path"])
    # Else os-brick makes a link of its own for its encryptor to turn round.
    data["encrypted"] = False
    found: dict[str, Any] = _asked(
        f"Connecting over {connection.transport}",
        lambda: _connector(connection).connect_volume(data),
        connection,
    )
    # NVMe's connector gives bytes.
    return os.fsdecode(found["path"])


def disconnect(
    connection: Connection, path: str | None, whole: bool = True, force: bool = False
) -> None:
    """Take the device at ``path`` away; unless it is ``whole``, whatever a broken connect left.
    ``force`` goes on where something fails.

    Raises LocalFailed, with ``force`` in the end.
    """
    if connection.transport == FILE:
        return
    data = copy.deepcopy(dict(connection.data))
    found = None
    if path:
        data["device_path"] = path  # NVMe's connector does nothing without it
        found = {"type": connection.transport, "path": path} if whole else None

    def disconnect_volume() -> None:
        connector = _connector(connection)
        if connection.transport == "rbd":
            # By itself it takes the first mapped image of that name, in whichever pool.
            connector._find_root_device = lambda *_: os.path.realpath(path) if path else None
        connector.disconnect_volume(data, found, force=force or not found, ignore_errors=not found)

    _asked(f"Disconnecting over {connection.transport}", disconnect_volume, connection)


def extend(connection: Connection, path: str) -> None:
    """Have this host see the new size of what is connected at ``path``. Raises LocalFailed."""
    data = {**copy.deepcopy(dict(connection.data)), "device_path": path}
    _asked(
        f"Looking for the new size over {connection.transport}",
        lambda: _connector(connection).extend_volume(data),
        connection,
    )


def paths(connection: Connection) -> list[str]:
    """Where a volume that was connected may be found. Raises LocalFailed."""
    data = copy.deepcopy(dict(connection.data))
    return _asked(
        f"Looking for the paths over {connection.transport}",
        lambda: list(_connector(connection).get_volume_paths(data)),
    )


def available(transport: str, multipath: bool) -> list[str]:
    """Where volumes are that came over ``transport``. Raises LocalFailed."""
    return _asked(
        f"Looking for volumes over {transport}",
        lambda: list(_factory(transport, multipath, {}).get_all_available_volumes()),
    )


def _connector(connection: Connection) -> Any:
    more: dict[str, Any] = {}
    if connection.transport in SHARES:
        more["conn"] = dict(connection.data)
        more[f"{connection.transport}_mount_point_base"] = shares.mount_base()
    elif connection.transport == "rbd":
        more["do_local_attach"] = True  # through the kernel, rather than for a program with librbd
    return _factory(connection.transport, connection.multipath, more)


def _factory(transport: str, multipath: bool, more: Mapping[str, Any]) -> Any:
    factory = _os_brick().InitiatorConnector.factory
    return factory(transport, _ROOT_HELPER, use_multipath=multipath, **more)


def _asked(
    doing: str, question: Callable[[], Result], connection: Connection | None = None
) -> Result:
    """Its answer. ``connection`` is of what is to be told about when that takes long."""

    def tell() -> None:
        silent = portals.silence(connection) if connection else None
        note(f"{doing} takes long{f': {silent}' if silent else ''}. os-brick is still at it.")

    try:
        with slow.told(tell):
            return question()
    except LocalFailed:
        raise
    except Exception as failure:
        raise LocalFailed(f"{doing} failed: {_cause(failure)}.") from failure
    finally:
        brick_locks.give_back()


def _cause(failure: Exception) -> str:
    """The first line of what os-brick says; a failed command's text may quote a secret."""
    from oslo_utils.strutils import mask_password

    lines = str(failure).strip().splitlines()
    told: str = mask_password(lines[0]) if lines else type(failure).__name__
    return told.rstrip(".")


def _os_brick() -> Any:
    with _one_at_a_time:
        return _set_up()


@cache
def _set_up() -> Any:
    """Import os-brick and set it up in the order that it needs; returns its connector module.

    Without a lock path its first connect fails (RequiredOptError), even after its own setup.
    """
    with warnings.catch_warnings():
        # Its import pulls in eventlet, which warns on stderr that it is deprecated.
        warnings.filterwarnings("ignore", message="(?s).*ventlet.*")
        import os_brick
        import os_brick.privileged
        from os_brick.initiator import connector
        from oslo_concurrency import lockutils
        from oslo_config import cfg

    # What goes wrong is told by us, in a sentence; without a handler Python would print its log.
    logging.getLogger().addHandler(logging.NullHandler())
    cfg.CONF([], project="blockctl", default_config_files=[], default_config_dirs=[])
    try:
        lockutils.set_defaults(brick_locks.prepared())
    except OSError as trouble:
        raise LocalFailed(
            f"os-brick cannot keep its locks: {trouble}.",
            f"Name the folder that all who use os-brick here share: {brick_locks.VARIABLE}",
        ) from trouble
    os_brick.setup(cfg.CONF)
    # Otherwise the first privileged call starts a daemon through sudo, which takes seconds.
    os_brick.privileged.default.set_client_mode(False)
    os_brick.privileged.brick_privsep_hide_output.set_client_mode(False)
    return connector
