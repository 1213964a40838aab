"""``volume qos …``"""

from tests.parity.case import cases
from tests.parity.cloud import MEMBER

UNKNOWN = "00000000-0000-0000-0000-000000000000"

READS = [
    *cases("volume qos list", "", "extra-word"),
    *cases("volume qos list", "", user=MEMBER),
    *cases("volume qos list", "", version="3.0"),
    *cases("volume qos show", "fast", "unused", "none-of-it", UNKNOWN, ""),
    *cases("volume qos show", "fast", user=MEMBER),
    *cases("volume qos show", "-c associations fast"),
    *cases("volume qos show", "-c associations unused", deviation="qos-without-types"),
]

WRITES = [
    *cases(
        "volume qos create",
        "{new}",
        "--consumer front-end {new}",
        "--consumer back-end {new}",
        "--consumer both {new}",
        "--consumer nobody {new}",
        "--property a=1 --property 'b=x=y' {new}",
        "--property nonsense {new}",
        "--property consumer=front-end {new}",
        "fast",
        "",
    ),
    *cases("volume qos create", "{new}", user=MEMBER),
    *cases(
        "volume qos set",
        "--property a=9 --property d=4 {tagged_qos}",
        "--property consumer=front-end {tagged_qos.id}",
        "--no-property {tagged_qos}",
        "--no-property {qos}",
        "--no-property --property z=1 {tagged_qos}",
        "{qos}",
        "--property a=1 none-of-it",
        "",
    ),
    *cases(
        "volume qos unset",
        "--property a {tagged_qos}",
        "--property a --property b {tagged_qos.id}",
        "--property missing {tagged_qos}",
        "{qos}",
        "--property a none-of-it",
    ),
    *cases(
        "volume qos associate",
        "{qos} {type}",
        "{qos.id} {type.id}",
        "{used_qos} {type}",
        "{qos} none-of-it",
        "none-of-it {type}",
        "{qos}",
        "",
    ),
    *cases(
        "volume qos disassociate",
        "{used_qos} --volume-type {type}",
        "{used_qos.id} --volume-type {type.id}",
        "{used_qos} --all",
        "{qos} --all",
        "{qos} --volume-type {type}",
        "{used_qos} --volume-type none-of-it",
        "{used_qos} --volume-type {type} --all",
        "none-of-it --all",
        "",
    ),
    *cases("volume qos disassociate", "{used_qos}", deviation="qos-disassociate-what"),
    *cases(
        "volume qos delete",
        "{qos}",
        "{qos.id}",
        "{qos} {qos2} {qos3}",
        "{qos} none-of-it {qos2}",
        "{used_qos}",
        "--force {used_qos}",
        "none-of-it",
        "",
    ),
]
