"""The tree's part for This host, the standalone service, the move, and help."""

from blockctl.tree.leaf import Leaf

GROUPS = {
    "connector": "What this host can attach with.",
    "local path": "Where this host sees volumes.",
    "local": "Volumes attached to this host.",
    "migrate": "The way over from the cinder command.",
    "standalone": "A volume service on this host, with no cloud.",
}

COMMANDS = {
    "cinder": Leaf("cinder:cinder", "Run a cinder command line: what follows is cinder's."),
    "complete": Leaf("meta:complete", "Print what makes a shell complete commands and options."),
    "connector show": Leaf("connector:show", "Show what this host tells a volume service."),
    "help": Leaf("meta:help_", "Show help for a command."),
    "local attach": Leaf("local_attach:attach", "Attach a volume to this host."),
    "local detach": Leaf("local:detach", "Detach volumes from this host."),
    "local disable": Leaf(
        "local_enable:disable", "No longer attach persistent volumes again after a boot."
    ),
    "local doctor": Leaf("local_doctor:doctor", "Check what this host needs to attach volumes."),
    "local enable": Leaf("local_enable:enable", "Attach persistent volumes again after each boot."),
    "local extend": Leaf("local_extend:extend", "Extend what is attached to this host, in use."),
    "local list": Leaf("local:list_", "List what is attached to this host."),
    "local path list": Leaf(
        "local_path:list_",
        "List where a volume that is attached here may be found, or all volumes of a transport.",
    ),
    "local recover": Leaf("local_recover:recover", "End what was cut short on this host."),
    "local restore": Leaf(
        "local_restore:restore", "Attach again what this host had before it was started."
    ),
    "local show": Leaf("local:show", "Show one attachment of this host."),
    "migrate lookup": Leaf(
        "migrate:lookup", "Look up a cinder verb, or any part of one, an option, or a new command."
    ),
    "migrate script": Leaf(
        "migrate_script:script",
        "Rewrite the cinder commands in shell scripts, or in those below a folder.",
    ),
    "migrate shim": Leaf(
        "migrate:shim", "Put a 'cinder' into a folder that runs the stand-in, or remove it."
    ),
    "migrate table": Leaf(
        "migrate:table", "Print the whole table: each verb of cinder's and what it becomes."
    ),
    "migrate translate": Leaf(
        "migrate:translate",
        "Translate a cinder command line, as typed or in quotes, or lines from standard input.",
    ),
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
}
