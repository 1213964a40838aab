"""Generic groups of volumes, their snapshots and types."""

from blockctl.migration.differences import (
    SILENT,
    broken,
    looked_up,
    meaning,
    names,
    output,
    requests,
)
from blockctl.migration.kinds import Argument, Each, Either, Flag, Missing, Option, Repeated
from blockctl.migration.row import OPENSTACK, Step, When, row
from blockctl.migration.rows.properties import set_or_unset
from blockctl.migration.rows.shared import (
    ALL_PROJECTS,
    ARGUMENT,
    DESCRIPTION,
    NAME,
    SORTED,
    ZONE,
    filters,
)

_NO_PRIVATE = meaning(
    "openstack hides private group types, from administrators too.",
    target=OPENSTACK,
    shows=True,
)
_NULL = "openstack sends an empty value that the service refuses: 400."
_KEYS = set_or_unset("volume group type", "gtype")


def update(words: str, dest: str) -> tuple[Step, ...]:
    """``group-update``: what is one request to cinder are up to three commands."""
    return (
        Step(
            f"{words} set",
            {"name": NAME, "description": DESCRIPTION, dest: ARGUMENT},
            when=When(any_of=("name", "description")),
        ),
        Step(
            f"{words} add volume",
            {dest: ARGUMENT, "add_volumes": Argument(commas=True)},
            when=When(any_of=("add_volumes",)),
        ),
        Step(
            f"{words} remove volume",
            {dest: ARGUMENT, "remove_volumes": Argument(commas=True)},
            when=When(any_of=("remove_volumes",)),
        ),
    )


SPLIT = requests("cinder sends everything at once, openstack and blockctl in up to three commands.")

ROWS = (
    row(
        "group-create",
        Step(
            "volume group create",
            {
                "grouptype": Option("--volume-group-type"),
                "volumetypes": Repeated("--volume-type", commas=True),
                "name": NAME,
                "description": DESCRIPTION,
                "availability_zone": ZONE,
            },
        ),
        differs=(looked_up("grouptype", "volumetypes"),),
    ),
    row(
        "group-create-from-src",
        Step(
            "volume group create",
            {
                "group_snapshot": Option("--group-snapshot"),
                "source_group": Option("--source-group"),
                "name": NAME,
                "description": DESCRIPTION,
            },
            when=When(any_of=("group_snapshot", "source_group")),
        ),
        differs=(broken(_NULL, shows=False), names("group_snapshot", "source_group")),
    ),
    row(
        "group-delete",
        Step("volume group delete", {"delete_volumes": Flag("--force"), "group": Each()}),
        differs=(
            names("group"),
            meaning("--force deletes the group's volumes: in cinder that is --delete-volumes."),
        ),
    ),
    row(
        "group-list",
        Step("volume group list", {"all_tenants": ALL_PROJECTS, "filters": filters()}),
        differs=(SORTED,),
    ),
    row(
        "group-show",
        Step("volume group show", {"list_volume": Flag("--volumes"), "group": ARGUMENT}),
        differs=(names("group"),),
    ),
    row(
        "group-update",
        *update("volume group", "group"),
        differs=(names("group"), SPLIT, SILENT),
    ),
    row(
        "group-enable-replication",
        Step("volume group set", {"group": ARGUMENT}, fixed="--enable-replication"),
        differs=(names("group"), broken(_NULL, shows=False)),
    ),
    row(
        "group-disable-replication",
        Step("volume group set", {"group": ARGUMENT}, fixed="--disable-replication"),
        differs=(names("group"), broken(_NULL, shows=False)),
    ),
    row(
        "group-failover-replication",
        Step(
            "volume group failover",
            {
                "allow_attached_volume": Flag("--allow-attached-volume"),
                "secondary_backend_id": Option("--secondary-backend-id"),
                "group": ARGUMENT,
            },
        ),
        differs=(names("group"), broken("openstack asks for an action that is none: 400.")),
    ),
    row(
        "group-list-replication-targets",
        Step("volume group replication target list", {"group": ARGUMENT}),
        lacks="openstack's volume group show --replication-targets does nothing.",
        differs=(names("group"),),
    ),
    row(
        "group-snapshot-create",
        Step(
            "volume group snapshot create",
            {"name": NAME, "description": DESCRIPTION, "group": ARGUMENT},
        ),
        differs=(names("group"),),
    ),
    row(
        "group-snapshot-delete",
        Step("volume group snapshot delete", {"group_snapshot": Each()}),
        differs=(names("group_snapshot"),),
    ),
    row(
        "group-snapshot-list",
        Step(
            "volume group snapshot list",
            {
                "all_tenants": ALL_PROJECTS,
                "status": Either(
                    Missing("openstack cannot list group snapshots by status."), Option("--status")
                ),
                "group_id": Either(
                    Missing("openstack cannot list the snapshots of one group."), Option("--group")
                ),
                "filters": filters(),
            },
        ),
        differs=(looked_up("group_id"), SORTED),
    ),
    row(
        "group-snapshot-show",
        Step("volume group snapshot show", {"group_snapshot": ARGUMENT}),
        differs=(names("group_snapshot"),),
    ),
    row(
        "group-type-create",
        Step(
            "volume group type create",
            {
                "description": DESCRIPTION,
                "is_public": Flag("--public", "--private", lenient=True),
                "name": ARGUMENT,
            },
        ),
    ),
    row("group-type-default", Step("volume group type list", fixed="--default")),
    row(
        "group-type-delete",
        Step("volume group type delete", {"group_type": Each()}),
        differs=(SILENT,),
    ),
    row(
        "group-type-key",
        _KEYS[0],
        Step(
            "volume group type unset",
            when=_KEYS[1].when,
            lacks="openstack can only remove all properties of a group type (set --no-property).",
        ),
        blockctl=_KEYS,
    ),
    row(
        "group-type-list",
        Step("volume group type list", {"filters": filters()}),
        differs=(_NO_PRIVATE, SORTED),
    ),
    row(
        "group-specs-list",
        Step("volume group type list"),
        differs=(_NO_PRIVATE, output("cinder: ID, Name, group_specs."), SORTED),
    ),
    row("group-type-show", Step("volume group type show", {"group_type": ARGUMENT})),
    row(
        "group-type-update",
        Step(
            "volume group type set",
            {
                "name": NAME,
                "description": DESCRIPTION,
                "is_public": Flag("--public", "--private", lenient=True),
                "id": ARGUMENT,
            },
        ),
        differs=(
            looked_up("id"),
            meaning(
                "Without --is-public cinder makes the type private, by mistake; openstack and "
                "blockctl leave that as it is.",
                shows=True,
                absent=("is_public",),
            ),
            SILENT,
        ),
    ),
)
