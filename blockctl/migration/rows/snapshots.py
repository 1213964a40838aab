"""Snapshots."""

from blockctl.migration.differences import (
    SILENT,
    looked_up,
    meaning,
    names,
    output,
    project,
    refuses,
    several,
)
from blockctl.migration.kinds import Argument, Each, Either, Flag, Missing, Option, Pairs
from blockctl.migration.row import OPENSTACK, Step, When, row
from blockctl.migration.rows.shared import (
    ALL_PROJECTS,
    ARGUMENT,
    COLUMNS,
    DESCRIPTION,
    DISPLAY,
    DISPLAY_NAME,
    MAX_ITEMS,
    NAME,
    PROPERTIES,
    SORT,
    SORTED,
    WITH_COUNT,
    filters,
)
from blockctl.migration.rows.volume_changes import SNAPSHOT_STATES, state

# An argument that must be there; empty, it is the nearest to none.
UNNAMED = Argument(default="")
_STATUS = Either(Option("--status", among=SNAPSHOT_STATES), Option("--status"))

ROWS = (
    row(
        "snapshot-create",
        Step(
            "volume snapshot create",
            {
                "volume": Option("--volume"),
                "force": Flag("--force", lenient=True),
                "description": DESCRIPTION,
                "metadata": PROPERTIES,
                "name": UNNAMED,
            },
            # Without it openstack asks at 3.65 and leaves the force away that 3.65 wants.
            microversion="3.66",
        ),
        aliases=DISPLAY,
        differs=(
            names("volume"),
            meaning(
                "The volume is an option and the name is the argument: it is the other way round "
                "in cinder."
            ),
            meaning(
                "Without a name, openstack gives it an empty one.",
                target=OPENSTACK,
                shows=True,
                absent=("name",),
            ),
        ),
    ),
    row(
        "snapshot-delete",
        Step("volume snapshot delete", {"force": Flag("--force"), "snapshot": ARGUMENT}),
        differs=(names("snapshot"), several("snapshot")),
    ),
    row(
        "snapshot-list",
        Step(
            "volume snapshot list",
            {
                "all_tenants": ALL_PROJECTS,
                "tenant": Option("--project"),
                "name": NAME,
                "status": _STATUS,
                "volume_id": Option("--volume"),
                "marker": Option("--marker"),
                "limit": MAX_ITEMS,
                "sort": SORT,
                "metadata": Either(
                    Missing("openstack cannot list snapshots by properties."), Pairs("--property")
                ),
                "filters": filters(
                    name=NAME,
                    status=Option("--status", among=SNAPSHOT_STATES),
                    volume_id=Option("--volume"),
                ),
                "with_count": WITH_COUNT,
            },
        ),
        aliases=DISPLAY_NAME,
        differs=(
            project("tenant"),
            refuses(
                "openstack looks the volume up, and fails when it is gone.",
                "volume_id",
                target=OPENSTACK,
                shows=False,
            ),
            looked_up("volume_id", "marker"),
            output(
                "cinder: ID, Volume ID, Status, Name, Size, Consumes Quota, User ID. openstack and "
                f"blockctl: ID, Name, Description, Status, Size. {COLUMNS}"
            ),
            SORTED,
        ),
    ),
    row(
        "snapshot-rename",
        Step(
            "volume snapshot set",
            {"name": NAME, "description": DESCRIPTION, "snapshot": ARGUMENT},
            when=When(any_of=("name", "description")),
        ),
        aliases={"description": ("description", "display_description")},
        differs=(names("snapshot"), SILENT),
    ),
    row(
        "snapshot-reset-state",
        Step(
            "volume snapshot set",
            {"state": state(SNAPSHOT_STATES, default="available"), "snapshot": Each()},
        ),
        differs=(names("snapshot"), several("snapshot")),
    ),
    row(
        "snapshot-show",
        Step("volume snapshot show", {"snapshot": ARGUMENT}),
        differs=(
            names("snapshot"),
            output("cinder's metadata is called properties; it shows some attributes more."),
        ),
    ),
)
