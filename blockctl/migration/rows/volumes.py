"""Volumes: listing, showing, making, deleting."""

from itertools import combinations

from blockctl.migration.differences import (
    looked_up,
    meaning,
    names,
    output,
    project,
    refuses,
    requests,
    several,
)
from blockctl.migration.kinds import (
    Chosen,
    Either,
    Flag,
    Missing,
    Option,
    Pairs,
    Repeated,
    Together,
)
from blockctl.migration.row import BLOCKCTL, OPENSTACK, Step, row
from blockctl.migration.rows.shared import (
    ALL_PROJECTS,
    ARGUMENT,
    COLUMNS,
    DESCRIPTION,
    DISPLAY,
    DISPLAY_NAME,
    NAME,
    NO_LIMIT,
    PROPERTIES,
    SORT,
    SORTED,
    WITH_COUNT,
    ZONE,
    filters,
)
from blockctl.migration.transformations import (
    fields_for_blockctl,
    fields_for_openstack,
    hints_for_openstack,
)

# What openstack's image create takes (10.5).
_CONTAINERS = ("ami", "ari", "aki", "bare", "docker", "ova", "ovf")
_DISKS = (
    "ami", "ari", "aki", "vhd", "vmdk", "raw", "qcow2", "vhdx", "vdi", "iso", "ploop",
)  # fmt: skip

_LIST = Step(
    "volume list",
    {
        "all_tenants": ALL_PROJECTS,
        "tenant": Option("--project"),
        "name": NAME,
        "status": Option("--status"),
        "metadata": PROPERTIES,
        "marker": Option("--marker"),
        "limit": NO_LIMIT,
        "sort": SORT,
        "filters": filters(name=NAME, status=Option("--status"), metadata=PROPERTIES),
        "group_id": Either(Missing("openstack cannot list by group."), Option("--group")),
        "bootable": Either(
            Missing("openstack cannot list by bootable or not."),
            Flag("--bootable", "--no-bootable"),
        ),
        "migration_status": Either(
            Missing("openstack cannot list by migration status."), Option("--migration-status")
        ),
        "image_metadata": Either(
            Missing("openstack cannot list by the image's properties."), Pairs("--image-property")
        ),
        "with_count": WITH_COUNT,
    },
    together=(
        Together(("fields",), fields_for_openstack, "-c <column> ...", OPENSTACK),
        Together(
            ("fields",), fields_for_blockctl, "-c <column> ... --field <attribute> ...", BLOCKCTL
        ),
    ),
)

_CREATE = Step(
    "volume create",
    {
        "size": Option("--size"),
        "volume_type": Option("--type"),
        "image": Option("--image"),
        "snapshot_id": Option("--snapshot"),
        "source_volid": Option("--source"),
        "backup_id": Option("--backup"),
        "description": DESCRIPTION,
        "availability_zone": ZONE,
        "consisgroup_id": Option("--consistency-group"),
        "group_id": Either(
            Missing("openstack cannot create a volume in a generic group."), Option("--group")
        ),
        "metadata": PROPERTIES,
        "poll": Either(Missing("openstack does not wait for a new volume."), Flag("--wait")),
        "name": ARGUMENT,
    },
    together=(
        Together(("scheduler_hints",), hints_for_openstack, "--hint <key=value> ...", OPENSTACK),
        Together(
            ("scheduler_hints",),
            lambda given: Repeated("--hint").words(given.get("scheduler_hints")),
            "--hint <key=value> ...",
            BLOCKCTL,
        ),
    ),
)

ROWS = (
    row(
        "create",
        _CREATE,
        aliases={**DISPLAY, "image": ("image_id", "image", "image_ref")},
        differs=(
            meaning(
                "The size is an option and the name is the argument: it is the other way round in "
                "cinder."
            ),
            looked_up(
                "image", "snapshot_id", "source_volid", "backup_id", "consisgroup_id", "group_id"
            ),
            requests(
                "openstack and blockctl send a hint that may be repeated as a list.",
                "scheduler_hints",
            ),
            *(
                requests(
                    "openstack and blockctl ask for at least the size of what the volume starts "
                    "from, cinder for the size as it is.",
                    origin,
                )
                for origin in ("snapshot_id", "source_volid", "backup_id")
            ),
            *(
                refuses(
                    "openstack and blockctl take only one of image, snapshot, source and backup.",
                    *pair,
                )
                for pair in combinations(("image", "snapshot_id", "source_volid", "backup_id"), 2)
            ),
            refuses(
                "blockctl takes a consistency group or a group, not both.",
                "consisgroup_id",
                "group_id",
                target=BLOCKCTL,
            ),
            output("cinder asks for the volume again and prints that."),
        ),
    ),
    row(
        "delete",
        Step("volume delete", {"cascade": Flag("--cascade"), "volume": ARGUMENT}),
        differs=(names("volume"), several("volume")),
    ),
    row(
        "force-delete",
        Step("volume delete", {"volume": ARGUMENT}, fixed="--force"),
        differs=(
            names("volume"),
            several("volume"),
            requests(
                "openstack and blockctl delete with ?force, which has a policy of its own (3.23).",
            ),
        ),
    ),
    row(
        "list",
        _LIST,
        aliases=DISPLAY_NAME,
        differs=(
            project("tenant"),
            looked_up("group_id"),
            refuses(
                "blockctl refuses an attribute that the service does not tell; cinder prints an "
                "empty column.",
                "fields",
                target=BLOCKCTL,
            ),
            output(
                "cinder: ID, Status, Name, Size, Consumes Quota, Volume Type, Bootable, Attached "
                f"to. openstack and blockctl: ID, Name, Status, Size, Attached to. {COLUMNS}"
            ),
            SORTED,
        ),
    ),
    row(
        "show",
        Step("volume show", {"volume": ARGUMENT}),
        differs=(
            names("volume"),
            output(
                "cinder's metadata is called properties, its volume_type type; attachment_ids and "
                "attached_servers stand in attachments."
            ),
        ),
    ),
    row(
        "summary",
        Step("volume summary", {"all_tenants": ALL_PROJECTS}),
    ),
    row(
        "reimage",
        Step(
            "volume reimage",
            {
                "reimage_reserved": Flag("--reimage-reserved"),
                "volume": ARGUMENT,
                "image_id": ARGUMENT,
            },
        ),
        lacks="openstack has no command that asks for os-reimage.",
        differs=(names("volume"), looked_up("image_id")),
    ),
    row(
        "revert-to-snapshot",
        Step("volume revert", {"snapshot": ARGUMENT}),
        differs=(names("snapshot"),),
    ),
    row(
        "upload-to-image",
        Step(
            "image create",
            {
                "volume": Option("--volume"),
                "force": Flag("--force"),
                "container_format": Option("--container-format", among=_CONTAINERS),
                "disk_format": Option("--disk-format", among=_DISKS),
                "visibility": Chosen(
                    {each: f"--{each}" for each in ("public", "private", "community", "shared")}
                ),
                "protected": Flag("--protected", "--unprotected"),
                "image_name": ARGUMENT,
            },
        ),
        differs=(names("volume"),),
    ),
)
