"""Quality of service."""

from blockctl.migration.differences import looked_up, meaning, output
from blockctl.migration.kinds import Flag, Option, Together
from blockctl.migration.row import Step, row
from blockctl.migration.rows.properties import set_or_unset
from blockctl.migration.rows.shared import ARGUMENT, SORTED
from blockctl.migration.transformations import qos_specs

ROWS = (
    row(
        "qos-associate",
        Step("volume qos associate", {"qos_specs": ARGUMENT, "vol_type_id": ARGUMENT}),
        differs=(looked_up("qos_specs", "vol_type_id"),),
    ),
    row(
        "qos-create",
        Step(
            "volume qos create",
            {"name": ARGUMENT},
            together=(
                Together(
                    ("metadata",), qos_specs, "--consumer back-end --property <key=value> ..."
                ),
            ),
        ),
        differs=(
            meaning(
                "Without a consumer the service takes back-end for cinder, and openstack and "
                "blockctl ask for both: it is written out.",
                shows=True,
            ),
        ),
    ),
    row(
        "qos-delete",
        Step("volume qos delete", {"force": Flag("--force"), "qos_specs": ARGUMENT}),
    ),
    row(
        "qos-disassociate",
        Step(
            "volume qos disassociate",
            {"vol_type_id": Option("--volume-type"), "qos_specs": ARGUMENT},
        ),
        differs=(looked_up("qos_specs", "vol_type_id"),),
    ),
    row(
        "qos-disassociate-all",
        Step("volume qos disassociate", {"qos_specs": ARGUMENT}, fixed="--all"),
        differs=(looked_up("qos_specs"),),
    ),
    row(
        "qos-get-association",
        Step("volume qos show", {"qos_specs": ARGUMENT}, fixed="-c associations"),
        differs=(
            looked_up("qos_specs"),
            output("cinder prints type and ID of each association; here are the names."),
            output("openstack fails where there is none.", "openstack"),
        ),
    ),
    row(
        "qos-key",
        *set_or_unset("volume qos", "qos_specs"),
        differs=(looked_up("qos_specs"),),
    ),
    row(
        "qos-list",
        Step("volume qos list"),
        differs=(
            output("cinder: ID, Name, Consumer, specs. openstack and blockctl: Properties."),
            SORTED,
        ),
    ),
    row(
        "qos-show",
        Step("volume qos show", {"qos_specs": ARGUMENT}),
        differs=(output("cinder's specs are called properties."),),
    ),
)
