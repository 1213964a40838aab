"""``volume service …``, ``volume backend …``"""

from tests.parity.case import cases
from tests.parity.cloud import MEMBER

READS = [
    *cases(
        "volume service list",
        "",
        "--long",
        "--host standalone@file",
        "--service cinder-scheduler",
        "--service cinder-volume --host standalone@second --long",
        "--host nowhere",
        "--service nonsense",
        moving=True,
    ),
    *cases("volume service list", "--long", version="3.6", moving=True),
    *cases("volume service list", "--long", version="3.7", moving=True),
    *cases("volume service list", "", user=MEMBER),
    *cases("volume backend pool list", "", "--long -f json", moving=True),
    *cases("volume backend pool list", "", user=MEMBER),
    *cases(
        "volume backend capability show",
        "standalone@file",
        "nowhere",
        "",
    ),
    *cases("volume backend capability show", "standalone@file", user=MEMBER),
]

WRITES = [
    *cases(
        "volume service set",
        "standalone@second cinder-volume",
        "--enable --disable standalone@second cinder-volume",
        "--disable --disable-reason 'for a test' standalone@second cinder-volume",
        "--disable nowhere cinder-volume",
        "standalone@second",
    ),
    *cases(
        "volume service set",
        "--disable-reason 'for a test' standalone@second cinder-volume",
        "--enable --disable-reason 'for a test' standalone@second cinder-volume",
        deviation="late-usage",
    ),
    # Cinder says that it did and does nothing.
    *cases(
        "volume service set",
        "--enable standalone@second cinder-volume",
        deviation="service-left-as-it-was",
    ),
]
