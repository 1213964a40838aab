"""The tree's part for What administrators run, and what a project may use."""

from blockctl.tree.leaf import Leaf

GROUPS = {
    "availability": "Where volumes can be.",
    "availability zone": "The zones that volumes can be in.",
    "block": "What administrators of block storage run.",
    "block storage": "What administrators of block storage run.",
    "block storage cluster": "Active/active clusters of volume services.",
    "block storage log": "What Cinder's services log.",
    "block storage log level": "How much Cinder's services log.",
    "block storage resource": "What lists know of resources.",
    "block storage resource filter": "What lists can be filtered by.",
    "block storage snapshot": "Snapshots on the backends.",
    "block storage snapshot manageable": "Snapshots on the backends that Cinder could take over.",
    "block storage volume": "Volumes on the backends.",
    "block storage volume manageable": "Volumes on the backends that Cinder could take over.",
    "consistency": "Consistency groups, which volume groups replace.",
    "extension": "Extensions of the Block Storage API.",
    "limits": "What a project may have.",
    "quota": "How much a project may have.",
    "versions": "Versions of the Block Storage API.",
}

COMMANDS = {
    "availability zone list": Leaf(
        "availability_zone:list_", "List the availability zones that volumes can be in."
    ),
    "block storage cleanup": Leaf(
        "cleanup:cleanup", "Clean up what services that went down had in hand (3.24)."
    ),
    "block storage cluster list": Leaf("cluster:list_", "List active/active clusters of services."),
    "block storage cluster set": Leaf("cluster:set_", "Enable or disable active/active clusters."),
    "block storage cluster show": Leaf("cluster:show", "Show an active/active cluster."),
    "block storage log level list": Leaf(
        "log_level:list_", "List the log levels of running services."
    ),
    "block storage log level set": Leaf(
        "log_level:set_", "Set the log level of running services, until they start anew."
    ),
    "block storage resource filter list": Leaf(
        "resource_filter:list_", "List what each list can be filtered by (3.33)."
    ),
    "block storage resource filter show": Leaf(
        "resource_filter:show",
        "Show what the list of one kind of resource can be filtered by (3.33).",
    ),
    "block storage snapshot manageable list": Leaf(
        "manageable:snapshot_list", "List snapshots on a backend that Cinder could take over (3.8)."
    ),
    "block storage volume manageable list": Leaf(
        "manageable:volume_list", "List volumes on a backend that Cinder could take over (3.8)."
    ),
    "extension list": Leaf("extension:list_", "List the extensions of the Block Storage API."),
    "limits show": Leaf(
        "limits:show",
        "Show the limits of block storage; for other services there is OpenStackClient.",
    ),
    "quota delete": Leaf("quota:delete", "Let projects have the default quotas again."),
    "quota list": Leaf("quota:list_", "List the projects whose quotas are not the default ones."),
    "quota set": Leaf("quota_set:set_", "Set quotas of a project; -1 means no limit."),
    "quota show": Leaf(
        "quota:show", "Show the quotas of a project, sizes in GiB; -1 means no limit."
    ),
    "versions show": Leaf("versions:show", "Show the versions of the volume service."),
}
