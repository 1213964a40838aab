"""What differs between the transports, by the names that os-brick and Cinder give them."""

# Shares: what os-brick connects is a file in a file system that it mounts.
SHARES = frozenset({"nfs", "glusterfs", "scality", "quobyte", "vzstorage"})
# A plain file of this host, which os-brick does not know.
FILE = "file"
GIVES_FILES = SHARES | {FILE}

# Under which key of its data a connection says where it is, whether it is connected or not.
ALWAYS_AT = {"local": "device_path", FILE: "path"}

# Devices of one family can be one and the same: only one command at a time connects them.
_FAMILIES = {"iscsi": "scsi", "iser": "scsi", "fibre_channel": "scsi"}


def family(transport: str) -> str:
    """The name that all transports share whose devices can be the same."""
    return _FAMILIES.get(transport, transport)
