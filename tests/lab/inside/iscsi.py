"""iSCSI targets of the kernel (LIO), made through rtslib as Cinder's cinder-rtstool makes them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

PORT = 3260
_PREFIX = "iqn.2010-10.org.openstack:"
_INITIATOR = Path("/etc/iscsi/initiatorname.iscsi")


def create(
    name: str, device: str, addresses: Sequence[str], chap: Sequence[str] | None = None
) -> dict[str, Any]:
    """Export ``device`` as LUN 0 at every address; return the connection as Cinder gives it.

    ``chap`` is a user's name and a password of 12 letters at least.
    """
    import rtslib_fb as lio

    storage = lio.BlockStorageObject(name, dev=device)
    target = lio.Target(lio.FabricModule("iscsi"), _PREFIX + name, mode="create")
    group = lio.TPG(target, 1, mode="create")
    lun = lio.LUN(group, 0, storage)
    if chap:
        _let_in(lio, group, lun, chap)
    else:
        for attribute, value in _OPEN.items():
            group.set_attribute(attribute, value)
    for address in addresses:
        lio.NetworkPortal(group, _bracketed(address), PORT, mode="any")
    group.enable = True
    return _connection(_PREFIX + name, addresses, chap)


def remove(name: str) -> None:
    """End the target, with the sessions that it has."""
    import rtslib_fb as lio

    for target in lio.FabricModule("iscsi").targets:
        if target.wwn == _PREFIX + name:
            target.delete()
    for storage in lio.RTSRoot().storage_objects:
        if storage.name == name:
            storage.delete()


def exchange(name: str, device: str) -> None:
    """Have the target's LUN 0 be another device, as storage that gives a number out again does."""
    import rtslib_fb as lio

    [group] = _target(lio, name).tpgs
    for lun in group.luns:
        lun.delete()
    lio.LUN(group, 0, lio.BlockStorageObject(f"{name}-exchanged", dev=device))


def add(name: str, device: str) -> None:
    """Have the target export another device too, as its LUN 1."""
    import rtslib_fb as lio

    [group] = _target(lio, name).tpgs
    lio.LUN(group, 1, lio.BlockStorageObject(f"{name}-added", dev=device))


def ask_at_discovery(chap: Sequence[str]) -> None:
    """Tell what targets there are only to who knows this user's name and password."""
    import rtslib_fb as lio

    fabric = lio.FabricModule("iscsi")
    fabric.discovery_userid, fabric.discovery_password = chap
    fabric.discovery_enable_auth = True


def keep(file: str) -> None:
    """Write down all targets, as the kernel forgets them with its end."""
    import rtslib_fb as lio

    lio.RTSRoot().save_to_file(file)


def names() -> list[str]:
    """The targets that are there."""
    import rtslib_fb as lio

    return [target.wwn.removeprefix(_PREFIX) for target in lio.FabricModule("iscsi").targets]


# Any initiator, without a password.
_OPEN = {
    "authentication": "0",
    "generate_node_acls": "1",
    "cache_dynamic_acls": "1",
    "demo_mode_write_protect": "0",
}


def _target(lio: Any, name: str) -> Any:
    [target] = [each for each in lio.FabricModule("iscsi").targets if each.wwn == _PREFIX + name]
    return target


def _let_in(lio: Any, group: Any, lun: Any, chap: Sequence[str]) -> None:
    group.set_attribute("authentication", "1")
    group.set_attribute("generate_node_acls", "0")
    initiator = _INITIATOR.read_text().partition("=")[2].strip()
    allowed = lio.NodeACL(group, initiator, mode="create")
    lio.MappedLUN(allowed, 0, lun)
    allowed.chap_userid, allowed.chap_password = chap


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _connection(iqn: str, addresses: Sequence[str], chap: Sequence[str] | None) -> dict[str, Any]:
    portals = [f"{_bracketed(address)}:{PORT}" for address in addresses]
    data: dict[str, Any] = {
        "target_discovered": False,
        "target_portal": portals[0],
        "target_iqn": iqn,
        "target_lun": 0,
        "access_mode": "rw",
        "encrypted": False,
        "qos_specs": None,
    }
    if len(portals) > 1:
        count = len(portals)
        data |= {
            "target_portals": portals,
            "target_iqns": [iqn] * count,
            "target_luns": [0] * count,
        }
    if chap:
        data |= {"auth_method": "CHAP", "auth_username": chap[0], "auth_password": chap[1]}
    return {"driver_volume_type": "iscsi", "data": data}
