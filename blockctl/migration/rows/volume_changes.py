"""Volumes: changing, moving, and putting their state right."""

from blockctl.migration.differences import (
    SILENT,
    meaning,
    names,
    refuses,
    requests,
    several,
)
from blockctl.migration.kinds import Chosen, Each, Either, Flag, Missing, Option
from blockctl.migration.row import OPENSTACK, Step, Takes, When, row
from blockctl.migration.rows.shared import ARGUMENT, DESCRIPTION, NAME, NOTHING

# The states that openstack's parser takes (10.5); Cinder knows more.
VOLUME_STATES = (
    "available", "error", "creating", "deleting", "in-use", "attaching", "detaching",
    "error_deleting", "maintenance",
)  # fmt: skip
SNAPSHOT_STATES = ("available", "error", "creating", "deleting", "error_deleting")
BACKUP_STATES = ("available", "error")


def state(theirs: tuple[str, ...], default: str | None = None) -> Either:
    """``--state``, of which openstack takes only some."""
    return Either(
        Option("--state", default=default, among=theirs), Option("--state", default=default)
    )


def _reset(kind: str, theirs: tuple[str, ...]) -> Step:
    takes: Takes = {"type": NOTHING, "state": state(theirs), "entity": Each()}
    return Step(_set(kind), takes, when=When(equals={"type": kind}, any_of=("state",)))


def _set(kind: str) -> str:
    return f"volume {kind.replace('-', ' ')} set"


_RESETS = (
    Step(
        "volume set",
        {
            "type": NOTHING,
            "state": state(VOLUME_STATES),
            "attach_status": Chosen({"attached": "--attached", "detached": "--detached"}),
            "reset_migration_status": Either(
                Missing("openstack cannot clear the migration status.", if_true=True),
                Flag("--clear-migration-status"),
            ),
            "entity": Each(),
        },
        when=When(
            equals={"type": "volume"}, any_of=("state", "attach_status", "reset_migration_status")
        ),
    ),
    _reset("snapshot", SNAPSHOT_STATES),
    _reset("backup", BACKUP_STATES),
)
_OF_GROUPS = ("group", "group-snapshot")

ROWS = (
    row(
        "extend",
        Step("volume set", {"new_size": Option("--size"), "volume": ARGUMENT}),
        differs=(
            names("volume"),
            refuses(
                "openstack looks at size and status first and refuses by itself.",
                target=OPENSTACK,
                shows=False,
            ),
        ),
    ),
    row(
        "rename",
        Step(
            "volume set",
            {"name": NAME, "description": DESCRIPTION, "volume": ARGUMENT},
            when=When(any_of=("name", "description")),
        ),
        aliases={"description": ("display_description", "description")},
        differs=(names("volume"),),
    ),
    row(
        "readonly-mode-update",
        Step(
            "volume set",
            {"read_only": Flag("--read-only", "--read-write"), "volume": ARGUMENT},
        ),
        differs=(names("volume"),),
    ),
    row(
        "set-bootable",
        Step(
            "volume set",
            {"bootable": Flag("--bootable", "--non-bootable"), "volume": ARGUMENT},
        ),
        differs=(names("volume"),),
    ),
    row(
        "retype",
        Step(
            "volume set",
            {
                "new_type": Option("--type"),
                "migration_policy": Option("--migration-policy"),
                "volume": ARGUMENT,
            },
        ),
        differs=(names("volume"),),
    ),
    row(
        "migrate",
        Step(
            "volume migrate",
            {
                "host": Option("--host"),
                "cluster": Option("--cluster"),
                "force_host_copy": Flag("--force-host-copy"),
                "lock_volume": Flag("--lock-volume"),
                "volume": ARGUMENT,
            },
        ),
        differs=(
            names("volume"),
            meaning(
                "cinder ends with 0 even when the service refuses; openstack and blockctl do not."
            ),
            SILENT,
        ),
    ),
    row(
        "reset-state",
        *_RESETS,
        *(
            Step(
                _set(kind),
                when=When(equals={"type": kind}),
                lacks="openstack cannot set the state of groups and their snapshots.",
            )
            for kind in _OF_GROUPS
        ),
        blockctl=(*_RESETS, *(_reset(kind, ()) for kind in _OF_GROUPS)),
        differs=(
            names("entity"),
            several("entity"),
            requests(
                "cinder sends state and attach status in one request, openstack in two.",
                "state",
                "attach_status",
                target=OPENSTACK,
            ),
        ),
    ),
)
