"""Taking over what a backend has already, and letting go of it."""

from blockctl.migration.differences import meaning, names, output, requests
from blockctl.migration.kinds import Either, Flag, Missing, Option, Together
from blockctl.migration.row import Row, Step, row
from blockctl.migration.rows.shared import ARGUMENT, DESCRIPTION, PROPERTIES, ZONE
from blockctl.migration.rows.snapshots import UNNAMED
from blockctl.migration.transformations import reference

_REFERENCE = Together(
    ("identifier", "id_type"), reference, "--remote-source <id-type>=<identifier>"
)
_ADDRESS = requests("cinder uses the address that was there before 3.8.")
_OLD_HOST = "cinder sends host and cluster both, which the service refuses."


def _manageable(verb: str, words: str) -> Row:
    return row(
        verb,
        Step(
            words,
            {
                "cluster": Option("--cluster"),
                "detailed": Flag("--long", default=True, lenient=True),
                "marker": Option("--marker"),
                "limit": Either(
                    Missing("openstack fails with --limit here: it takes it for an endless list."),
                    Option("--limit"),
                ),
                "offset": Option("--offset"),
                "sort": Option("--sort"),
                "host": ARGUMENT,
            },
            microversion="3.17",
        ),
        differs=(
            meaning("cinder tells all details unless told not to, openstack only with --long."),
        ),
    )


ROWS = (
    row(
        "manage",
        Step(
            "volume create",
            {
                "host": Option("--host"),
                "cluster": Missing(_OLD_HOST),
                "volume_type": Option("--type"),
                "description": DESCRIPTION,
                "availability_zone": ZONE,
                "metadata": PROPERTIES,
                # openstack sends null unless it is told, which the service refuses.
                "bootable": Flag("--bootable", "--non-bootable", default=False),
                "name": ARGUMENT,
            },
            together=(_REFERENCE,),
        ),
        differs=(_ADDRESS, output("cinder asks for the volume again and prints that.")),
    ),
    row(
        "unmanage",
        Step("volume delete", {"volume": ARGUMENT}, fixed="--remote"),
        differs=(
            names("volume"),
            meaning("Without --remote the command would delete the data."),
        ),
    ),
    _manageable("manageable-list", "block storage volume manageable list"),
    row(
        "snapshot-manage",
        Step(
            "volume snapshot create",
            {
                "volume": Option("--volume"),
                "description": DESCRIPTION,
                "metadata": PROPERTIES,
                "name": UNNAMED,
            },
            together=(_REFERENCE,),
        ),
        differs=(names("volume"), _ADDRESS),
    ),
    row(
        "snapshot-unmanage",
        Step("volume snapshot delete", {"snapshot": ARGUMENT}, fixed="--remote"),
        differs=(
            names("snapshot"),
            meaning("Without --remote the command would delete the data."),
        ),
    ),
    _manageable("snapshot-manageable-list", "block storage snapshot manageable list"),
)
