"""``block storage volume|snapshot manageable …``, ``block storage resource filter …``"""

from tests.parity.case import cases
from tests.parity.cloud import MEMBER

PLACE = "standalone@file#file"

READS = [
    case
    for words in ("block storage volume manageable list", "block storage snapshot manageable list")
    for case in (
        *cases(
            words,
            PLACE,
            f"--long {PLACE}",
            f"--sort reference:asc --long {PLACE}",
            f"--sort size,reference:desc {PLACE}",
            f"--sort colour {PLACE}",
            f"--offset 2 {PLACE}",
            f'--marker \'{{{{"source-name": "nothing"}}}}\' {PLACE}',
            f"--detailed true {PLACE}",
            f"--detailed no {PLACE}",
            "nowhere@file",
            "--cluster east@lvm",
            f"--cluster east@lvm {PLACE}",
        ),
        *cases(words, "", deviation="late-usage"),
        *cases(words, PLACE, version="3.7", deviation="late-usage"),
        *cases(words, "--cluster east@lvm", version="3.16", deviation="late-usage"),
        *cases(words, f"--limit 1 {PLACE}", deviation="manageable-limit"),
        *cases(words, PLACE, user=MEMBER),
    )
] + [
    *cases("block storage resource filter list", "", "-f json"),
    *cases("block storage resource filter list", "", version="3.32", deviation="late-usage"),
    *cases("block storage resource filter show", "volume", "volume -f json", "nonsense", ""),
]
