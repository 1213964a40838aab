"""Consistency groups and their snapshots, which generic groups have replaced."""

from blockctl.migration.differences import (
    SILENT,
    broken,
    looked_up,
    meaning,
    names,
    requests,
    several,
)
from blockctl.migration.kinds import Either, Flag, Narrowed, Option, Repeated
from blockctl.migration.row import BLOCKCTL, Step, When, row
from blockctl.migration.rows.groups import SPLIT, update
from blockctl.migration.rows.shared import ALL_PROJECTS, ARGUMENT, DESCRIPTION, SORTED, ZONE
from blockctl.migration.rows.volume_changes import SNAPSHOT_STATES
from blockctl.migration.writing import has_commas

_NOT_SENT = "openstack takes {} and does not send it."
_SWAPPED = meaning("Name and option have changed places: the name is the argument.")

ROWS = (
    row(
        "consisgroup-create",
        Step(
            "consistency group create",
            {
                "volumetypes": Either(
                    Narrowed(
                        "--volume-type",
                        cannot=has_commas,
                        why="openstack takes one volume type only.",
                    ),
                    Repeated("--volume-type", commas=True),
                ),
                "description": DESCRIPTION,
                "availability_zone": ZONE,
                "name": ARGUMENT,
            },
        ),
        differs=(_SWAPPED, looked_up("volumetypes")),
    ),
    row(
        "consisgroup-create-from-src",
        Step(
            "consistency group create",
            {
                "cgsnapshot": Option("--snapshot"),
                "source_cg": Option("--source"),
                "description": DESCRIPTION,
                "name": ARGUMENT,
            },
            when=When(any_of=("cgsnapshot", "source_cg")),
        ),
        differs=(
            broken(
                "openstack, like cinder, sends an empty value that Cinder 29 refuses: 400.",
                shows=False,
            ),
            names("cgsnapshot", "source_cg"),
        ),
    ),
    row(
        "consisgroup-delete",
        Step("consistency group delete", {"force": Flag("--force"), "consistencygroup": ARGUMENT}),
        differs=(
            names("consistencygroup"),
            several("consistencygroup"),
            broken("openstack sends a body that the service refuses: 400."),
        ),
    ),
    row(
        "consisgroup-list",
        Step("consistency group list", {"all_tenants": ALL_PROJECTS}),
        differs=(broken(_NOT_SENT.format("--all-projects"), "all_tenants"), SORTED),
    ),
    row(
        "consisgroup-show",
        Step("consistency group show", {"consistencygroup": ARGUMENT}),
        differs=(names("consistencygroup"),),
    ),
    row(
        "consisgroup-update",
        *update("consistency group", "consistencygroup"),
        differs=(names("consistencygroup"), SPLIT, SILENT),
    ),
    row(
        "cgsnapshot-create",
        Step(
            "consistency group snapshot create",
            {
                "consistencygroup": Option("--consistency-group"),
                "description": DESCRIPTION,
                "name": ARGUMENT,
            },
        ),
        differs=(_SWAPPED, names("consistencygroup")),
    ),
    row(
        "cgsnapshot-delete",
        Step("consistency group snapshot delete", {"cgsnapshot": ARGUMENT}),
        differs=(names("cgsnapshot"), several("cgsnapshot")),
    ),
    row(
        "cgsnapshot-list",
        Step(
            "consistency group snapshot list",
            {
                "all_tenants": ALL_PROJECTS,
                "status": Either(Option("--status", among=SNAPSHOT_STATES), Option("--status")),
                "consistencygroup_id": Option("--consistency-group"),
            },
        ),
        differs=(
            broken(_NOT_SENT.format("--all-projects"), "all_tenants"),
            broken(_NOT_SENT.format("--status"), "status"),
            broken(_NOT_SENT.format("--consistency-group"), "consistencygroup_id"),
            *(
                requests(
                    "The service does not look at it; blockctl asks for all and chooses.",
                    each,
                    target=BLOCKCTL,
                )
                for each in ("all_tenants", "status", "consistencygroup_id")
            ),
            looked_up("consistencygroup_id"),
            SORTED,
        ),
    ),
    row(
        "cgsnapshot-show",
        Step("consistency group snapshot show", {"cgsnapshot": ARGUMENT}),
        differs=(names("cgsnapshot"),),
    ),
)
