"""Backups and their records."""

from blockctl.migration.differences import (
    SILENT,
    broken,
    looked_up,
    meaning,
    names,
    output,
    refuses,
    several,
)
from blockctl.migration.kinds import Each, Either, Flag, Missing, Option, Pairs
from blockctl.migration.row import OPENSTACK, Step, When, row
from blockctl.migration.rows.shared import (
    ALL_PROJECTS,
    ARGUMENT,
    COLUMNS,
    DESCRIPTION,
    DISPLAY,
    MAX_ITEMS,
    NAME,
    PROPERTIES,
    SORT,
    SORTED,
    WITH_COUNT,
    ZONE,
    filters,
)
from blockctl.migration.rows.volume_changes import BACKUP_STATES, state

# What openstack's parser takes for a filter (10.5).
_STATUSES = ("creating", "available", "deleting", "error", "restoring", "error_restoring")
_STATUS = Either(Option("--status", among=_STATUSES), Option("--status"))

_ELSEWHERE = ("volume_type", "availability_zone")
_RESTORE = (
    Step(
        "volume backup restore",
        # openstack restores over a volume that is there only with --force.
        {
            "backup": ARGUMENT,
            "volume": ARGUMENT,
            "volume_type": Missing("cinder refuses a type together with a volume."),
            "availability_zone": Missing("cinder refuses a zone together with a volume."),
        },
        fixed="--force",
        when=When(any_of=("volume",)),
    ),
    Step(
        "volume create",
        {
            "backup": Option("--backup"),
            "volume_type": Option("--type"),
            "availability_zone": ZONE,
            "name": ARGUMENT,
        },
        when=When(none_of=("volume",), any_of=_ELSEWHERE),
    ),
    Step(
        "volume backup restore",
        {"backup": ARGUMENT, "name": ARGUMENT},
        when=When(any_of=("name",), none_of=("volume", *_ELSEWHERE)),
    ),
)
_NEITHER = When(none_of=("volume", "name", *_ELSEWHERE))

ROWS = (
    row(
        "backup-create",
        Step(
            "volume backup create",
            {
                "name": NAME,
                "description": DESCRIPTION,
                "container": Option("--container"),
                "snapshot_id": Option("--snapshot"),
                "incremental": Flag("--incremental"),
                "force": Flag("--force"),
                "metadata": PROPERTIES,
                "availability_zone": ZONE,
                "volume": ARGUMENT,
            },
        ),
        aliases=DISPLAY,
        differs=(names("volume"),),
    ),
    row(
        "backup-delete",
        Step("volume backup delete", {"force": Flag("--force"), "backup": ARGUMENT}),
        differs=(names("backup"), several("backup"), SILENT),
    ),
    row(
        "backup-export",
        Step("volume backup record export", {"backup": ARGUMENT}),
        differs=(
            looked_up("backup"),
            output(
                "In a table openstack and blockctl call the fields Backup Service and Metadata."
            ),
        ),
    ),
    row(
        "backup-import",
        Step("volume backup record import", {"backup_service": ARGUMENT, "backup_url": ARGUMENT}),
        differs=(broken("openstack posts the record to the address for exports: 404."),),
    ),
    row(
        "backup-list",
        Step(
            "volume backup list",
            {
                "all_tenants": ALL_PROJECTS,
                "name": NAME,
                "status": _STATUS,
                "volume_id": Option("--volume"),
                "marker": Option("--marker"),
                "limit": MAX_ITEMS,
                "sort": SORT,
                "filters": filters(
                    name=NAME,
                    status=Option("--status", among=_STATUSES),
                    volume_id=Option("--volume"),
                ),
                "with_count": WITH_COUNT,
            },
        ),
        differs=(
            refuses(
                "openstack looks the volume up, and fails when it is gone.",
                "volume_id",
                target=OPENSTACK,
                shows=False,
            ),
            looked_up("volume_id", "marker"),
            output(
                "cinder: ID, Volume ID, Status, Name, Size, Object Count, Container, User ID. "
                "openstack and blockctl: ID, Name, Description, Status, Size, Incremental, Created "
                f"At. {COLUMNS}"
            ),
            SORTED,
        ),
    ),
    row(
        "backup-reset-state",
        Step(
            "volume backup set",
            {"state": state(BACKUP_STATES, default="available"), "backup": Each()},
        ),
        differs=(names("backup"), several("backup"), SILENT),
    ),
    row(
        "backup-restore",
        *_RESTORE,
        Step(
            "volume backup restore",
            when=_NEITHER,
            lacks="openstack needs a volume or a name for the new one; cinder does not.",
        ),
        blockctl=(*_RESTORE, Step("volume backup restore", {"backup": ARGUMENT}, when=_NEITHER)),
        differs=(
            names("backup", "volume"),
            refuses(
                "cinder always restores into a new volume of that name; openstack and blockctl "
                "take a volume of that name that is there, and refuse.",
                "name",
            ),
            meaning(
                "Without a name cinder calls the new volume restore_backup_ID, openstack and "
                "blockctl do not name it.",
                "volume_type",
                shows=True,
            ),
            meaning(
                "Without a name cinder calls the new volume restore_backup_ID, openstack and "
                "blockctl do not name it.",
                "availability_zone",
                shows=True,
            ),
        ),
    ),
    row(
        "backup-show",
        Step("volume backup show", {"backup": ARGUMENT}),
        differs=(names("backup"),),
    ),
    row(
        "backup-update",
        Step(
            "volume backup set",
            {
                "name": NAME,
                "description": DESCRIPTION,
                "metadata": Pairs("--property", first="--no-property"),
                "backup": ARGUMENT,
            },
            when=When(any_of=("name", "description", "metadata")),
        ),
        differs=(
            names("backup"),
            meaning("cinder replaces the properties, which takes --no-property.", "metadata"),
            SILENT,
        ),
    ),
)
