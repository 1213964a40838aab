"""``volume message …``"""

from tests.parity.case import cases
from tests.parity.cloud import MEMBER

UNKNOWN = "00000000-0000-0000-0000-000000000000"

READS = [
    *cases(
        "volume message list",
        "",
        "--project admin",
        "--project demo --project-domain default",
        "--project nowhere",
        f"--marker {UNKNOWN}",
        "--limit -1",
        "--limit few",
        "extra-word",
    ),
    *cases("volume message list", "--limit 1", deviation="limit-cuts"),
    *cases("volume message list", "", user=MEMBER),
    *cases("volume message list", "", version="3.3"),
    *cases("volume message list", "", version="3.2", deviation="late-usage"),
    *cases("volume message show", UNKNOWN, "none-of-it", ""),
    *cases("volume message show", UNKNOWN, version="3.2", deviation="late-usage"),
]

WRITES = [
    *cases("volume message show", "{message}", deviation="message-shown"),
    *cases("volume message show", "{message}", user=MEMBER, deviation="message-shown"),
    *cases("volume message delete", "{message}", "{message} {message2}", ""),
    *cases("volume message delete", "{message}", user=MEMBER),
    *cases("volume message delete", UNKNOWN),
    *cases(
        "volume message delete",
        "none-of-it",
        "{message} none-of-it {message2}",
        deviation="message-ids",
    ),
    *cases("volume message delete", UNKNOWN, version="3.2", deviation="late-usage"),
]
