"""The kinds of resources, as cinder calls them and finds them."""

from blockctl.migration.standin.finding import Kind

# Types are asked for whether public or private; cinder writes the null as a word.
_EVERY_TYPE = {"is_public": "None"}

VOLUME = Kind("volume", "/volumes", "volume", "volumes")
SNAPSHOT = Kind("snapshot", "/snapshots", "snapshot", "snapshots")
BACKUP = Kind("volumebackup", "/backups", "backup", "backups")
TRANSFER = Kind(
    "volumetransfer",
    "/os-volume-transfer",
    "transfer",
    "transfers",
    newer=((3, 55), "/volume-transfers"),
)
VOLUME_TYPE = Kind("volumetype", "/types", "volume_type", "volume_types", "", asked=_EVERY_TYPE)
GROUP_TYPE = Kind("grouptype", "/group_types", "group_type", "group_types", "", asked=_EVERY_TYPE)
GROUP = Kind("group", "/groups", "group", "groups")
GROUP_SNAPSHOT = Kind("groupsnapshot", "/group_snapshots", "group_snapshot", "group_snapshots")
CONSISTENCY_GROUP = Kind(
    "consistencygroup", "/consistencygroups", "consistencygroup", "consistencygroups"
)
CGSNAPSHOT = Kind("cgsnapshot", "/cgsnapshots", "cgsnapshot", "cgsnapshots")
QOS = Kind("qosspecs", "/qos-specs", "qos_specs", "qos_specs", "", asked={})
MESSAGE = Kind("message", "/messages", "message", "messages", "", named_by="id")
