"""The tree's part for ``volume …`` but for groups."""

from blockctl.tree.leaf import Leaf

GROUPS = {
    "image": "Images made of volumes.",
    "volume": "Volumes and what belongs to them.",
    "volume attachment": "Who uses which volume, as Cinder knows it.",
    "volume backend": "The storage behind the volume service.",
    "volume backend capability": "What volume types can ask of a backend.",
    "volume backend pool": "The pools that volumes are placed in.",
    "volume backup": "Backups of volumes.",
    "volume backup record": "Backups that another volume service shall know.",
    "volume host": "Hosts of volume services, and their replication.",
    "volume message": "Why something failed, in words for users.",
    "volume qos": "Limits on the speed of volumes, by volume type.",
    "volume service": "Cinder's own services.",
    "volume snapshot": "Snapshots of volumes.",
    "volume transfer": "Volumes handed to other projects.",
    "volume transfer request": "Offers of volumes to other projects.",
    "volume type": "Kinds of volumes, and who may use them.",
    "volume type default": "Projects' own default volume types.",
}

COMMANDS = {
    "image create": Leaf(
        "image:create",
        "Create an image of a volume; for images from elsewhere there is OpenStackClient.",
    ),
    "volume attachment complete": Leaf(
        "attachment:complete", "Mark attachments as completed, and their volumes as in use."
    ),
    "volume attachment create": Leaf(
        "attachment_create:create", "Reserve a volume for an attachment."
    ),
    "volume attachment delete": Leaf(
        "attachment:delete", "Delete attachments; hosts that still use the volumes are not told."
    ),
    "volume attachment list": Leaf("attachment:list_", "List attachments."),
    "volume attachment set": Leaf("attachment_create:set_", "Export a reserved volume to a host."),
    "volume attachment show": Leaf("attachment:show", "Show an attachment."),
    "volume backend capability show": Leaf(
        "backend:capability_show", "Show what volume types can ask of a backend (host@backend)."
    ),
    "volume backend pool list": Leaf(
        "backend:pool_list", "List the pools of the storage backends."
    ),
    "volume backup create": Leaf("backup_create:create", "Create a backup of a volume."),
    "volume backup delete": Leaf("backup:delete", "Delete backups."),
    "volume backup list": Leaf("backup:list_", "List backups."),
    "volume backup record export": Leaf(
        "backup_record:export", "Print what another volume service needs to know a backup."
    ),
    "volume backup record import": Leaf(
        "backup_record:import_",
        "Make a backup known by what 'volume backup record export' printed.",
    ),
    "volume backup restore": Leaf(
        "backup_create:restore",
        "Restore a backup into a new volume, or with --force over one that exists.",
    ),
    "volume backup set": Leaf("backup_set:set_", "Change backups."),
    "volume backup show": Leaf("backup:show", "Show a backup."),
    "volume backup unset": Leaf("backup_set:unset", "Remove properties from a backup."),
    "volume create": Leaf("volume_create:create", "Create a volume."),
    "volume delete": Leaf("volume_delete:delete", "Delete volumes."),
    "volume diagnose": Leaf(
        "volume_diagnose:diagnose", "Say what is wrong with volumes, and what mends it."
    ),
    "volume host failover": Leaf(
        "host:failover",
        "Let the volumes of a host be served by the backend they are replicated to.",
    ),
    "volume host set": Leaf("host:set_", "Freeze hosts of volume services, or thaw them."),
    "volume list": Leaf("volume_list:list_", "List volumes."),
    "volume message delete": Leaf("message:delete", "Delete messages."),
    "volume message list": Leaf(
        "message:list_", "List the messages that say why something failed."
    ),
    "volume message show": Leaf("message:show", "Show a message that says why something failed."),
    "volume migrate": Leaf("volume_move:migrate", "Move a volume to another host."),
    "volume qos associate": Leaf(
        "qos_set:associate", "Let volume types follow a QoS specification."
    ),
    "volume qos create": Leaf("qos:create", "Create a QoS specification."),
    "volume qos delete": Leaf("qos:delete", "Delete QoS specifications."),
    "volume qos disassociate": Leaf(
        "qos_set:disassociate", "Part volume types from a QoS specification."
    ),
    "volume qos list": Leaf(
        "qos:list_", "List QoS specifications and the volume types that follow them."
    ),
    "volume qos set": Leaf("qos_set:set_", "Change a QoS specification."),
    "volume qos show": Leaf(
        "qos:show", "Show a QoS specification and the volume types that follow it."
    ),
    "volume qos unset": Leaf("qos_set:unset", "Remove properties from a QoS specification."),
    "volume reimage": Leaf(
        "volume_reimage:reimage", "Overwrite a volume's data with an image (3.68)."
    ),
    "volume repair": Leaf("volume_repair:repair", "Mend stuck volumes, where that loses nothing."),
    "volume revert": Leaf("volume_move:revert", "Set a volume back to its newest snapshot."),
    "volume service list": Leaf("service:list_", "List Cinder's services."),
    "volume service set": Leaf("service:set_", "Enable or disable one of Cinder's services."),
    "volume set": Leaf("volume_set:set_", "Change volumes."),
    "volume show": Leaf("volume:show", "Show a volume."),
    "volume snapshot create": Leaf("snapshot:create", "Create a snapshot of a volume."),
    "volume snapshot delete": Leaf("snapshot:delete", "Delete snapshots."),
    "volume snapshot list": Leaf("snapshot_list:list_", "List snapshots."),
    "volume snapshot set": Leaf("snapshot_set:set_", "Change snapshots."),
    "volume snapshot show": Leaf("snapshot:show", "Show a snapshot."),
    "volume snapshot unset": Leaf("snapshot_set:unset", "Remove properties from a snapshot."),
    "volume summary": Leaf("volume:summary", "Count volumes and their GiB."),
    "volume transfer request accept": Leaf(
        "transfer:accept",
        "Accept a volume that another project offers, by the ID of the transfer and its key.",
    ),
    "volume transfer request create": Leaf("transfer:create", "Offer a volume to another project."),
    "volume transfer request delete": Leaf("transfer:delete", "Take back offers of volumes."),
    "volume transfer request list": Leaf(
        "transfer:list_", "List volumes that are offered to other projects."
    ),
    "volume transfer request show": Leaf("transfer:show", "Show a volume transfer request."),
    "volume type create": Leaf("volume_type_set:create", "Create a volume type."),
    "volume type default list": Leaf(
        "volume_type_default:list_",
        "List the projects that have a default volume type of their own (3.62).",
    ),
    "volume type default set": Leaf(
        "volume_type_default:set_", "Give projects a default volume type of their own (3.62)."
    ),
    "volume type default show": Leaf(
        "volume_type_default:show",
        "Show the default volume type of a project, if it has one of its own (3.62).",
    ),
    "volume type default unset": Leaf(
        "volume_type_default:unset",
        "Let projects have the default volume type of the cloud again (3.62).",
    ),
    "volume type delete": Leaf("volume_type:delete", "Delete volume types."),
    "volume type list": Leaf("volume_type:list_", "List volume types."),
    "volume type set": Leaf("volume_type_set:set_", "Change a volume type."),
    "volume type show": Leaf("volume_type:show", "Show a volume type."),
    "volume type unset": Leaf(
        "volume_type_set:unset", "Remove properties, access or encryption from a volume type."
    ),
    "volume unset": Leaf("volume_set:unset", "Remove properties from a volume."),
}
