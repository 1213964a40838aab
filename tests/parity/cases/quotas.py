"""``quota …``, ``limits …``, of which only the part of block storage is compared."""

from blockctl.commands.quota_set import OTHERS
from tests.parity.case import cases
from tests.parity.cloud import MEMBER

READS = [
    *cases(
        "quota show",
        "--volume",
        "--volume demo",
        "--volume --default demo",
        "--volume --usage demo",
        "--volume --usage",
        "--volume -f json",
        "--volume nobody",
        "--default --usage",
        "--volume --all",
    ),
    *cases("quota show", "--volume", user=MEMBER),
    *cases("quota show", "", "--all", "--compute", "--network", deviation="other-services"),
    *cases("quota list", "--volume", "--volume -f json", "--volume --network"),
    *cases("quota list", "--volume", user=MEMBER),
    *cases("quota list", "", "--compute", "--network", deviation="other-services"),
    *cases("limits show", "", "--absolute --rate"),
    *cases(
        "limits show",
        "--absolute",
        "--absolute --reserved",
        "--absolute --project demo",
        "--absolute --project demo --project-domain default",
        "--absolute --project demo --domain default",
        "--rate",
        deviation="other-services",
    ),
]

# -1 is what all have: what a case sets must not be in another's way.
WRITES = [
    *cases(
        "quota set",
        "--volumes 100 service",
        "--backups 1 --backup-gigabytes 2 --gigabytes 3 --groups 4 --per-volume-gigabytes 5 "
        "--snapshots 6 --volumes 7 service",
        "--volumes 1 --backups 2 --volume-type shared service",
        "--volumes -1",
        "--volumes 1 --force service",
        "--volumes 1 --no-force service",
        "--volumes 1 --force --no-force service",
        "--default --volumes -1",
        "--default --volumes -1 default",
        "--class --volumes -1 --snapshots -1 default",
        "--class --default --volumes -1",
        "--volumes many service",
        "--volumes 1 nobody",
        "--volumes 1 --volume-type nothing service",
        "service",
    ),
    *cases(
        "quota set",
        "--class --volumes -1 --backups -1 --volume-type shared default",
        deviation="quota-class-of-type",
    ),
    *cases("quota set", "--class --force --volumes -1", deviation="late-usage"),
    *cases("quota set", "--volumes 1", user=MEMBER),
    *cases("quota set", "--volumes 1 --check-limit service"),
    *cases("quota set", *(f"{option} 1 service" for option in OTHERS), deviation="other-services"),
    *cases(
        "quota delete",
        "--volume service",
        "--volume nobody",
        "--volume --all service",
        "",
    ),
    *cases(
        "quota delete",
        "service",
        "--all service",
        "--compute x",
        "--network x",
        deviation="other-services",
    ),
]
