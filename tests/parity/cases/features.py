"""``availability zone …``, ``extension …``, ``versions …``: the part of block storage."""

from tests.parity.case import cases
from tests.parity.cloud import MEMBER

READS = [
    *cases("availability zone list", "--volume", "--volume --long", "--volume --long -f json"),
    *cases("availability zone list", "--volume", user=MEMBER),
    *cases(
        "availability zone list", "", "--compute", "--network --volume", "--share",
        deviation="other-services",
    ),
    *cases("extension list", "--volume", "--volume --long", "--volume --long -f json"),
    *cases(
        "extension list", "--compute", "--network", "--identity", deviation="other-services"
    ),
    *cases(
        "versions show",
        "--service block-storage",
        "--service volumev3",
        "--service block-storage --interface public",
        "--service block-storage --interface internal",
        "--service block-storage --all-interfaces -f json",
        "--service block-storage --all-interfaces --interface public",
        "--service block-storage --region-name RegionOne",
        "--service block-storage --region-name nowhere",
        "--service block-storage --status current",
        "--service block-storage --status deprecated",
    ),
    *cases("versions show", "--service block-storage", user=MEMBER),
    *cases("versions show", "", "--service image", deviation="other-services"),
]  # fmt: skip
