"""The fields of connections, for each transport: what checks, keeps and documents them is made of
this table. They are what os-brick's connectors read (os_brick/initiator/connectors/).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blockctl.connectors import field_kinds as kinds
from blockctl.connectors.field_kinds import Kind
from blockctl.connectors.transports import FILE, SHARES


@dataclass(frozen=True)
class Field:
    """``note`` says what it is. ``many``: a list of such values. ``needs`` are the fields that
    must be given with it. What is ``secret`` is never kept or shown.
    """

    name: str
    kind: Kind
    note: str
    many: bool = False
    secret: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transport:
    """``forms`` are sets of fields of which one must be given; ``parallel`` are lists of which
    each has as many values as the others.
    """

    title: str
    fields: tuple[Field, ...]
    forms: tuple[tuple[str, ...], ...]
    parallel: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of this name; None where there is none."""
        return next((field for field in (*self.fields, *COMMON) if field.name == name), None)


# What volume services send over every transport. It is of no use to disconnect.
COMMON = (
    Field("access_mode", kinds.TEXT, "`rw` or `ro`, as the volume service allows"),
    Field("encrypted", kinds.FLAG, "whether it is opened with a key (LUKS)"),
    Field("volume_id", kinds.TEXT, "the ID of the volume"),
    Field("attachment_id", kinds.TEXT, "the ID of the attachment"),
    Field("qos_specs", kinds.OBJECT, "limits, which hypervisors keep"),
    Field("cacheable", kinds.FLAG, "whether a hypervisor may cache"),
    Field("discard", kinds.FLAG, "whether it can discard"),
    Field("device_path", kinds.PATH, "where an earlier attach found it; not used"),
    Field("enforce_multipath", kinds.FLAG, "fail where there is no multipath"),
)

_ISCSI = Transport(
    title="iSCSI",
    fields=(
        Field("target_portal", kinds.PORTAL, "where the target listens"),
        Field("target_iqn", kinds.ISCSI_NAME, "the target's name"),
        Field("target_lun", kinds.LUN, "the LUN"),
        Field("target_portals", kinds.PORTAL, "the portal of each path", many=True),
        Field("target_iqns", kinds.ISCSI_NAME, "the target of each path", many=True),
        Field("target_luns", kinds.LUN, "the LUN of each path", many=True),
        Field("target_discovered", kinds.FLAG, "whether the target was found by discovery"),
        Field("addressing_mode", kinds.ADDRESSING, "how the LUN is written"),
        Field(
            "auth_method", kinds.CHAP, "how this host signs in",
            needs=("auth_username", "auth_password"),
        ),
        Field("auth_username", kinds.TEXT, "the CHAP user"),
        Field("auth_password", kinds.TEXT, "the CHAP secret", secret=True),
        Field(
            "discovery_auth_method", kinds.CHAP, "how this host signs in to discover",
            needs=("discovery_auth_username", "discovery_auth_password"),
        ),
        Field("discovery_auth_username", kinds.TEXT, "the CHAP user of discovery"),
        Field("discovery_auth_password", kinds.TEXT, "the CHAP secret of discovery", secret=True),
    ),
    forms=(
        ("target_portal", "target_iqn", "target_lun"),
        ("target_portals", "target_iqns", "target_luns"),
        ("target_portals", "target_iqns", "target_lun"),
    ),
    parallel=("target_portals", "target_iqns", "target_luns"),
)  # fmt: skip

_NVME = Transport(
    title="NVMe over fabrics",
    fields=(
        Field("target_portal", kinds.HOST, "where the subsystem is"),
        Field("target_port", kinds.PORT, "its port"),
        Field("transport_type", kinds.NVME_TRANSPORT, "how it is reached"),
        Field("nqn", kinds.NQN, "the subsystem's name"),
        Field("ns_id", kinds.NAMESPACE, "the number of the namespace"),
        Field("target_nqn", kinds.NQN, "the subsystem's name, in the newer form"),
        Field("portals", kinds.NVME_PORTAL, "each path to it, in the newer form", many=True),
        Field("vol_uuid", kinds.UUID, "the UUID of the namespace"),
        Field("volume_nguid", kinds.UUID, "the NGUID of the namespace"),
        Field("host_nqn", kinds.NQN, "the name by which this host is allowed"),
        Field("alias", kinds.TEXT, "the name of the RAID device, where it is replicated"),
        Field("volume_replicas", kinds.OBJECT, "the replicas, each in the newer form", many=True),
        Field("replica_count", kinds.COUNT, "how many replicas there are"),
    ),
    forms=(
        ("target_portal", "target_port", "transport_type", "nqn"),
        ("target_nqn", "portals"),
        ("volume_replicas", "vol_uuid", "alias"),
    ),
)

_FIBRE_CHANNEL = Transport(
    title="Fibre Channel",
    fields=(
        Field("target_wwn", kinds.WWPNS, "the target's ports"),
        Field("target_lun", kinds.LUN, "the LUN"),
        Field("target_wwns", kinds.WWPNS, "the port of each path"),
        Field("target_luns", kinds.LUN, "the LUN of each path", many=True),
        Field("target_discovered", kinds.FLAG, "whether the target was found by discovery"),
        Field("addressing_mode", kinds.ADDRESSING, "how the LUN is written"),
        Field("initiator_target_map", kinds.WWPN_MAP, "which ports of the target each HBA sees"),
        Field("initiator_target_lun_map", kinds.OBJECT, "the same with the LUNs"),
    ),
    forms=(("target_wwn", "target_lun"), ("target_wwns", "target_luns"),
           ("target_wwns", "target_lun"), ("target_wwn", "target_luns")),
)  # fmt: skip

_RBD = Transport(
    title="Ceph RBD",
    fields=(
        Field("name", kinds.IMAGE, "the pool and the image"),
        Field("hosts", kinds.HOST, "the monitors", many=True),
        Field("ports", kinds.PORT, "the port of each monitor", many=True),
        Field("cluster_name", kinds.TEXT, "the cluster's name, `ceph` as a rule"),
        Field("auth_enabled", kinds.FLAG, "whether the cluster asks who it is"),
        Field("auth_username", kinds.TEXT, "the Ceph user, without `client.`"),
        Field("keyring", kinds.LINES, "the user's keyring", secret=True),
        Field("secret_type", kinds.TEXT, "for hypervisors"),
        Field("secret_uuid", kinds.TEXT, "for hypervisors"),
    ),
    forms=(("name",),),
    parallel=("hosts", "ports"),
)

_SHARE = Transport(
    title="File shares",
    fields=(
        Field("export", kinds.EXPORT, "what is mounted, such as `192.0.2.10:/export`"),
        Field("name", kinds.INNER_NAME, "the volume's file on it"),
        Field("options", kinds.MOUNT_OPTIONS, "how it is mounted"),
        Field("format", kinds.RAW, "the format of the file"),
    ),
    forms=(("export", "name"),),
)

_LOCAL = Transport(
    title="Devices of this host",
    fields=(
        Field("device_path", kinds.PATH, "the device, such as a logical volume"),
        Field("backing_file", kinds.PATH, "the file behind a loop device"),
    ),
    forms=(("device_path",),),
)

_FILE = Transport(
    title="Plain files",
    fields=(Field("path", kinds.PATH, "the file"),),
    forms=(("path",),),
)

TRANSPORTS: dict[str, Transport] = {
    "iscsi": _ISCSI,
    "iser": _ISCSI,
    "nvmeof": _NVME,
    "nvme": _NVME,
    "fibre_channel": _FIBRE_CHANNEL,
    "rbd": _RBD,
    **dict.fromkeys(sorted(SHARES), _SHARE),
    "local": _LOCAL,
    FILE: _FILE,
}
# What os-brick knows beyond these: its own checks are all there are.
PASSED_ON = ("gpfs", "huaweisdshypervisor", "lightos", "scaleio", "storpool", "vmdk")
# In the name of what may be a secret, where no table says it.
_SECRET = ("pass", "secret", "key", "token", "auth", "credential")


def kept_data(transport: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What of a connection's data may be stored: what disconnects again, and no secret."""
    known = TRANSPORTS.get(transport)
    if known is None:
        return dict(_without_secrets(dict(data)))
    names = {field.name for field in known.fields if not field.secret}
    return {name: _without_secrets(data[name]) for name in data if name in names}


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_secrets(inner)
            for name, inner in value.items()
            if not any(part in name.lower() for part in _SECRET)
        }
    if isinstance(value, list):
        return [_without_secrets(each) for each in value]
    return value


def normalised(transport: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """``data`` with each value as os-brick needs it; what fits no field stays as it is."""
    known = TRANSPORTS.get(transport)
    if known is None:
        return dict(data)
    return {name: _normal(known.field(name), value) for name, value in data.items()}


def _normal(field: Field | None, value: Any) -> Any:
    if field is None or value is None:
        return value
    if field.many:
        return list(map(field.kind.normal, value)) if _fits_all(field.kind, value) else value
    return field.kind.normal(value) if field.kind.fits(value) else value


def _fits_all(kind: Kind, value: Any) -> bool:
    return isinstance(value, list) and all(map(kind.fits, value))
