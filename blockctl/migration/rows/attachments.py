"""Attachments."""

from blockctl.migration.differences import looked_up, meaning, names, output, project
from blockctl.migration.kinds import Each, Either, Flag, Needed, Option
from blockctl.migration.row import BLOCKCTL, OPENSTACK, Step, Takes, When, row
from blockctl.migration.rows.shared import (
    ALL_PROJECTS,
    ARGUMENT,
    MAX_ITEMS,
    NOTHING,
    SORT,
    SORTED,
    filters,
)

# cinder always says which platform and system the host has; openstack only when it is told.
_CONNECTOR: Takes = {
    "initiator": Option("--initiator"),
    "ip": Option("--ip"),
    "host": Option("--host"),
    "platform": Option("--platform", default="x86_64"),
    "ostype": Option("--os-type", default="linux2"),
    "multipath": Flag("--multipath", "--no-multipath"),
    "mountpoint": Option("--mountpoint"),
}
_CREATE: Takes = {
    "server_id": Either(
        Needed(
            Option("--server"),
            "openstack cannot attach without a server of the compute service.",
        ),
        Option("--server"),
    ),
    # cinder's word for none.
    "mode": Option("--mode", unless=("null",)),
    "volume": ARGUMENT,
}
_STRING = meaning(
    "cinder sends multipath as a word, of which even False may count as yes.",
    "multipath",
    shows=True,
)

ROWS = (
    row(
        "attachment-create",
        Step(
            "volume attachment create",
            {"connect": NOTHING, **_CONNECTOR, **_CREATE},
            fixed="--connect",
            when=When(true="connect"),
        ),
        Step(
            "volume attachment create", {"connect": NOTHING, **_CREATE}, when=When(false="connect")
        ),
        differs=(
            names("volume"),
            meaning(
                "openstack looks the server up in the compute service.",
                "server_id",
                target=OPENSTACK,
            ),
            _STRING,
        ),
    ),
    row(
        "attachment-update",
        Step("volume attachment set", {**_CONNECTOR, "attachment": ARGUMENT}),
        differs=(_STRING,),
    ),
    row(
        "attachment-list",
        Step(
            "volume attachment list",
            {
                "all_tenants": ALL_PROJECTS,
                "tenant": Option("--project"),
                "volume_id": Option("--volume-id"),
                "status": Option("--status"),
                "marker": Option("--marker"),
                "limit": MAX_ITEMS,
                "sort": SORT,
                "filters": filters(
                    status=Option("--status"),
                    volume_id=Option("--volume-id"),
                ),
            },
        ),
        differs=(
            project("tenant"),
            looked_up("volume_id", "marker"),
            meaning(
                "cinder and openstack ask by a name that the service does not know, and list "
                "nothing; blockctl lists those.",
                "status",
                target=BLOCKCTL,
                shows=True,
            ),
            output("The columns come in another order: ID, Volume ID, Server ID, Status."),
            SORTED,
        ),
    ),
    row(
        "attachment-show",
        Step("volume attachment show", {"attachment": ARGUMENT}),
        differs=(
            output(
                "cinder prints the connection as a second table, openstack and blockctl a field."
            ),
        ),
    ),
    row(
        "attachment-delete",
        Step("volume attachment delete", {"attachment": Each()}),
        differs=(
            meaning("openstack ends with 0 where there is no such attachment.", target=OPENSTACK),
        ),
    ),
    row("attachment-complete", Step("volume attachment complete", {"attachment": Each()})),
)
