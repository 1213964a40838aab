"""The tree's part for ``volume group …`` and ``consistency group …``."""

from blockctl.tree.leaf import Leaf

GROUPS = {
    "consistency group": "Volumes that are snapshotted together; volume groups replace them.",
    "consistency group add": "What can be put into a consistency group.",
    "consistency group remove": "What can be taken out of a consistency group.",
    "consistency group snapshot": "Snapshots of consistency groups.",
    "volume group": "Volumes that are managed together.",
    "volume group add": "What can be put into a volume group.",
    "volume group remove": "What can be taken out of a volume group.",
    "volume group replication": "Where volume groups are replicated to.",
    "volume group replication target": "The backends that a volume group can be replicated to.",
    "volume group snapshot": "Snapshots of volume groups.",
    "volume group type": "Kinds of volume groups.",
}

COMMANDS = {
    "consistency group add volume": Leaf(
        "group_volumes:consistency_add", "Put volumes into a consistency group."
    ),
    "consistency group create": Leaf("consistency_group:create", "Create a consistency group."),
    "consistency group delete": Leaf("consistency_group:delete", "Delete consistency groups."),
    "consistency group list": Leaf("consistency_group:list_", "List consistency groups."),
    "consistency group remove volume": Leaf(
        "group_volumes:consistency_remove", "Take volumes out of a consistency group."
    ),
    "consistency group set": Leaf("consistency_group:set_", "Change a consistency group."),
    "consistency group show": Leaf("consistency_group:show", "Show a consistency group."),
    "consistency group snapshot create": Leaf(
        "consistency_group_snapshot:create",
        "Create a snapshot of each volume of a consistency group.",
    ),
    "consistency group snapshot delete": Leaf(
        "consistency_group_snapshot:delete", "Delete consistency group snapshots."
    ),
    "consistency group snapshot list": Leaf(
        "consistency_group_snapshot:list_", "List consistency group snapshots."
    ),
    "consistency group snapshot show": Leaf(
        "consistency_group_snapshot:show", "Show a consistency group snapshot."
    ),
    "volume group add volume": Leaf("group_volumes:add", "Put volumes into a volume group."),
    "volume group create": Leaf("group_create:create", "Create a volume group."),
    "volume group delete": Leaf("group:delete", "Delete volume groups."),
    "volume group failover": Leaf(
        "group_replication:failover", "Switch a volume group to its replicas (3.38)."
    ),
    "volume group list": Leaf("group:list_", "List volume groups."),
    "volume group remove volume": Leaf(
        "group_volumes:remove", "Take volumes out of a volume group."
    ),
    "volume group replication target list": Leaf(
        "group_replication:target_list",
        "List the backends that a volume group can be replicated to (3.38).",
    ),
    "volume group set": Leaf("group_set:set_", "Change a volume group."),
    "volume group show": Leaf("group:show", "Show a volume group."),
    "volume group snapshot create": Leaf(
        "group_snapshot:create", "Create a snapshot of each volume of a volume group."
    ),
    "volume group snapshot delete": Leaf("group_snapshot:delete", "Delete volume group snapshots."),
    "volume group snapshot list": Leaf("group_snapshot:list_", "List volume group snapshots."),
    "volume group snapshot set": Leaf(
        "group_snapshot:set_", "Overwrite the status of volume group snapshots."
    ),
    "volume group snapshot show": Leaf("group_snapshot:show", "Show a volume group snapshot."),
    "volume group type create": Leaf("group_type:create", "Create a volume group type."),
    "volume group type delete": Leaf("group_type:delete", "Delete volume group types."),
    "volume group type list": Leaf("group_type:list_", "List volume group types."),
    "volume group type set": Leaf("group_type_set:set_", "Change a volume group type."),
    "volume group type show": Leaf("group_type:show", "Show a volume group type."),
    "volume group type unset": Leaf(
        "group_type_set:unset", "Remove properties from a volume group type."
    ),
}
