"""The static command tree: words -> where the command is, and a line of help.

It is all that ``--help`` and completion need; a module is imported when its command is called.
"""

from typing import NamedTuple


class Leaf(NamedTuple):
    """A command: ``module:attribute`` below blockctl.commands, and its line of help."""

    target: str
    help: str


GROUPS = {
    "connector": "What this host can attach with.",
    "local": "Volumes attached to this host.",
    "standalone": "A volume service on this host, with no cloud.",
    "volume": "Volumes and what belongs to them.",
    "volume attachment": "Who uses which volume, as Cinder knows it.",
    "volume backend": "The storage behind the volume service.",
    "volume backend capability": "What volume types can ask of a backend.",
    "volume backend pool": "The pools that volumes are placed in.",
    "volume service": "Cinder's own services.",
    "volume snapshot": "Snapshots of volumes.",
    "volume type": "Kinds of volumes, and who may use them.",
}

COMMANDS = {
    "complete": Leaf("meta:complete", "Print what makes a shell complete commands and options."),
    "connector show": Leaf("connector:show", "Show what this host tells a volume service."),
    "help": Leaf("meta:help_", "Show help for a command."),
    "local attach": Leaf("local:attach", "Attach a volume to this host."),
    "local detach": Leaf("local:detach", "Detach volumes from this host."),
    "local list": Leaf("local:list_", "List what is attached to this host."),
    "local show": Leaf("local:show", "Show one attachment of this host."),
    "standalone down": Leaf(
        "standalone:down", "Stop the volume service. Volumes, snapshots and backups are kept."
    ),
    "standalone env": Leaf(
        "standalone:env", "Print the shell lines that let another client use the volume service."
    ),
    "standalone logs": Leaf("standalone:logs", "Print what the volume service logged."),
    "standalone reset": Leaf(
        "standalone:reset",
        "Remove every volume, snapshot and backup of the volume service, and its records.",
    ),
    "standalone status": Leaf(
        "standalone:status",
        "Show where the volume service is and how it does; exit with 7 when it is down.",
    ),
    "standalone up": Leaf(
        "standalone:up", "Start a volume service on this host and return when it is ready."
    ),
    "volume attachment complete": Leaf(
        "attachment:complete", "Mark attachments as completed, and their volumes as in use."
    ),
    "volume attachment create": Leaf("attachment:create", "Reserve a volume for an attachment."),
    "volume attachment delete": Leaf(
        "attachment:delete", "Delete attachments; hosts that still use the volumes are not told."
    ),
    "volume attachment list": Leaf("attachment:list_", "List attachments."),
    "volume attachment set": Leaf("attachment:set_", "Export a reserved volume to a host."),
    "volume attachment show": Leaf("attachment:show", "Show an attachment."),
    "volume backend capability show": Leaf(
        "backend:capability_show", "Show what volume types can ask of a backend (host@backend)."
    ),
    "volume backend pool list": Leaf(
        "backend:pool_list", "List the pools of the storage backends."
    ),
    "volume create": Leaf("volume_create:create", "Create a volume."),
    "volume delete": Leaf("volume_delete:delete", "Delete volumes."),
    "volume list": Leaf("volume:list_", "List volumes."),
    "volume migrate": Leaf("volume_move:migrate", "Move a volume to another host."),
    "volume revert": Leaf("volume_move:revert", "Set a volume back to its newest snapshot."),
    "volume service list": Leaf("service:list_", "List Cinder's services."),
    "volume service set": Leaf("service:set_", "Enable or disable one of Cinder's services."),
    "volume set": Leaf("volume_set:set_", "Change a volume."),
    "volume show": Leaf("volume:show", "Show a volume."),
    "volume snapshot create": Leaf("snapshot:create", "Create a snapshot of a volume."),
    "volume snapshot delete": Leaf("snapshot:delete", "Delete snapshots."),
    "volume snapshot list": Leaf("snapshot:list_", "List snapshots."),
    "volume snapshot set": Leaf("snapshot_set:set_", "Change a snapshot."),
    "volume snapshot show": Leaf("snapshot:show", "Show a snapshot."),
    "volume snapshot unset": Leaf("snapshot_set:unset", "Remove properties from a snapshot."),
    "volume summary": Leaf("volume:summary", "Count volumes and their GiB."),
    "volume type create": Leaf("volume_type_set:create", "Create a volume type."),
    "volume type delete": Leaf("volume_type:delete", "Delete volume types."),
    "volume type list": Leaf("volume_type:list_", "List volume types."),
    "volume type set": Leaf("volume_type_set:set_", "Change a volume type."),
    "volume type show": Leaf("volume_type:show", "Show a volume type."),
    "volume type unset": Leaf(
        "volume_type_set:unset", "Remove properties, access or encryption from a volume type."
    ),
    "volume unset": Leaf("volume_set:unset", "Remove properties from a volume."),
}


def words_below(prefix: str) -> dict[str, str]:
    """The words that may follow ``prefix``, each with its line of help, sorted."""
    start = f"{prefix} " if prefix else ""
    known = {**GROUPS, **{words: leaf.help for words, leaf in COMMANDS.items()}}
    below = {
        words.removeprefix(start): text
        for words, text in known.items()
        if words.startswith(start) and " " not in words.removeprefix(start)
    }
    return dict(sorted(below.items()))
