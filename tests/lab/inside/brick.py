"""os-brick alone, as any program calls it: what blockctl is measured against in the lab."""

import copy
import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.lab.inside.network import IPV4

_ROOT_HELPER = "sudo"


def properties(multipath: bool) -> dict[str, Any]:
    """This host's connector properties."""
    connector = _set_up()
    found: dict[str, Any] = connector.get_connector_properties(
        _ROOT_HELPER, IPV4[0], multipath, multipath, host="lab"
    )
    return found


def connect(connection: Mapping[str, Any], multipath: bool = False) -> dict[str, Any]:
    """Connect what a connection describes and return os-brick's device."""
    found: dict[str, Any] = _connector(connection, multipath).connect_volume(_data(connection))
    if isinstance(found["path"], bytes):
        found["path"] = os.fsdecode(found["path"])
    return found


def disconnect(
    connection: Mapping[str, Any], device: Mapping[str, Any] | None, multipath: bool = False
) -> None:
    """Take the device away; without one, whatever a connect that was cut short left."""
    broken = device is None
    _connector(connection, multipath).disconnect_volume(
        _data(connection, device), device, force=broken, ignore_errors=broken
    )


def extend(
    connection: Mapping[str, Any], device: Mapping[str, Any], multipath: bool = False
) -> int:
    """Have this host see the new size of a device, and return it in bytes."""
    size: int = _connector(connection, multipath).extend_volume(_data(connection, device))
    return size


def _data(connection: Mapping[str, Any], device: Mapping[str, Any] | None = None) -> dict[str, Any]:
    # A copy: some connectors change what they are given. NVMe's wants the path in it.
    data: dict[str, Any] = copy.deepcopy(dict(connection["data"]))
    return data | {"device_path": device["path"]} if device else data


def _connector(connection: Mapping[str, Any], multipath: bool) -> Any:
    more: dict[str, Any] = {}
    if base := connection.get("mount_point_base"):
        # In the connection's own options the version would collide with os-brick's.
        more = {"nfs_mount_point_base": base, "nfs_mount_options": "vers=4.2"}
    return _set_up().InitiatorConnector.factory(
        connection["driver_volume_type"],
        _ROOT_HELPER,
        use_multipath=multipath,
        device_scan_attempts=5,
        conn=dict(connection),
        **more,
    )


@cache
def _set_up() -> Any:
    """os-brick's connectors, set up in the only order in which they work without a daemon."""
    import os_brick
    import os_brick.privileged
    from os_brick.initiator import connector
    from oslo_concurrency import lockutils
    from oslo_config import cfg
    from oslo_log import log

    log.register_options(cfg.CONF)
    cfg.CONF([], project="lab", default_config_files=[])
    lockutils.set_defaults("/run/lab-locks")
    log.setup(cfg.CONF, "lab")
    os_brick.setup(cfg.CONF)
    os_brick.privileged.default.set_client_mode(False)
    os_brick.privileged.brick_privsep_hide_output.set_client_mode(False)
    return connector
