"""``consistency group …``"""

from tests.parity.case import cases
from tests.parity.cloud import MEMBER

NOBODY = "00000000-0000-0000-0000-000000000000"

# Cinder keeps volume groups in the same table and lists them here too, and what its driver cannot
# do with a consistency group it does with them.
READS = [
    *cases("consistency group list", "", "--long"),
    *cases(
        "consistency group list",
        "--all-projects",
        "--all-projects --long",
        deviation="consistency-groups-of-all",
    ),
    *cases("consistency group list", "", "--long", "--all-projects", user=MEMBER),
    *cases("consistency group list", "--long", version="3.0"),
    *cases(
        "consistency group show",
        "consistent",
        "first-group",
        "twin-group",
        "members-group",
        "none-of-it",
        NOBODY,
        "",
    ),
    *cases("consistency group show", "members-group", user=MEMBER),
    *cases("consistency group show", "consistent", version="3.0"),
    *cases(
        "consistency group snapshot list",
        "--consistency-group first-group --status available",
        "--consistency-group first-group --status available --long",
        "--consistency-group consistent",
        "--consistency-group none-of-it",
        "--status error",
        "--status nonsense",
    ),
    *cases(
        "consistency group snapshot list",
        "",
        "--long",
        "--all-projects",
        "--status available",
        "--consistency-group first-group",
        deviation="consistency-group-snapshots",
    ),
    *cases(
        "consistency group snapshot list",
        "--long",
        user=MEMBER,
        deviation="consistency-group-snapshots",
    ),
    *cases(
        "consistency group snapshot list",
        "--long",
        version="3.0",
        deviation="consistency-group-snapshots",
    ),
    *cases(
        "consistency group snapshot show",
        "first-group-snapshot",
        "members-group-snapshot",
        "none-of-it",
        NOBODY,
        "",
    ),
    *cases("consistency group snapshot show", "members-group-snapshot", user=MEMBER),
    *cases("consistency group snapshot show", "first-group-snapshot", version="3.0"),
]

WRITES = [
    *cases(
        "consistency group create",
        "--volume-type plain {new}",
        "--volume-type {type.id} --description 'all of it' --availability-zone nova {new}",
        "--volume-type plain",
        deviation="groups-as-created",
    ),
    *cases(
        "consistency group create",
        "--volume-type none-of-it {new}",
        "--source none-of-it {new}",
        "--snapshot none-of-it {new}",
        "--volume-type plain --source first-group {new}",
        "--source first-group --snapshot first-group-snapshot {new}",
        "{new}",
        "",
    ),
    *cases(
        "consistency group create",
        "--source {full_group} {new}",
        "--consistency-group-source {full_group.id} --description copy {new}",
        "--snapshot {group_snapshot} {new}",
        "--consistency-group-snapshot {group_snapshot} --availability-zone nova {new}",
        deviation="group-from-source",
    ),
    *cases(
        "consistency group set",
        "--name {new} {consistency_group}",
        "--description other {consistency_group.id}",
        "--name {new} --description both {consistency_group}",
        "--name {new} none-of-it",
        "{consistency_group}",
        "none-of-it",
    ),
    *cases(
        "consistency group set",
        "--description '' {consistency_group}",
        deviation="consistency-group-blank",
    ),
    *cases(
        "consistency group add volume",
        "{consistency_group} {volume}",
        "{group} {volume.id} {volume2}",
        "none-of-it {volume}",
        "{group}",
    ),
    *cases(
        "consistency group add volume",
        "{group} {volume} none-of-it",
        "{group} none-of-it",
        deviation="consistency-group-volumes",
    ),
    *cases(
        "consistency group remove volume",
        "{full_group} {volume}",
        "{full_group.id} {volume.id}",
        "{group} {volume}",
        "none-of-it {volume}",
        "",
    ),
    *cases(
        "consistency group remove volume",
        "{full_group} {volume} none-of-it",
        deviation="consistency-group-volumes",
    ),
    *cases("consistency group delete", "none-of-it", ""),
    *cases(
        "consistency group delete",
        "{consistency_group}",
        "{consistency_group.id} {group}",
        "{group} none-of-it {group2}",
        "--force {full_group}",
        deviation="consistency-group-delete",
    ),
    *cases("consistency group snapshot create", "none-of-it", "--consistency-group none {new}"),
    *cases(
        "consistency group snapshot create",
        "--consistency-group {full_group} --description 'before it' {new}",
        deviation="groups-as-created",
    ),
    *cases(
        "consistency group snapshot create",
        "--consistency-group {full_group} {new}",
        "--consistency-group {full_group.id}",
        "{full_group}",
        deviation="consistency-group-snapshot-nulls",
    ),
    *cases("consistency group snapshot create", "", deviation="late-usage"),
    *cases(
        "consistency group snapshot delete",
        "{group_snapshot}",
        "{group_snapshot.id}",
        "{group_snapshot} none-of-it",
        "none-of-it",
        "",
    ),
]
