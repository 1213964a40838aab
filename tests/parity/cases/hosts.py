"""``volume host …``, ``block storage cluster|log level|cleanup …``"""

from tests.parity.case import cases
from tests.parity.cloud import MEMBER

READS = [
    *cases(
        "block storage cluster list",
        "",
        "--long",
        "--cluster cluster --binary cinder-volume --long -f json",
        "--cluster east@lvm --binary cinder-volume",
        "--up --enabled",
        "--down --disabled",
        "--up --down --num-hosts 2 --num-down-hosts 1",
        "--num-hosts many",
    ),
    *cases("block storage cluster list", "", user=MEMBER),
    *cases("block storage cluster list", "", version="3.6", deviation="late-usage"),
    *cases(
        "block storage cluster show",
        "cluster@file",
        "--binary cinder-volume cluster@file",
        "cluster@file -f json",
        "nowhere",
        "--binary cinder-volume nowhere",
        "",
    ),
    *cases("block storage cluster show", "cluster@file", version="3.7"),
    *cases(
        "block storage cluster show",
        "--binary cinder-backup cluster@file",
        deviation="cluster-of-binary",
    ),
]

WRITES = [
    *cases(
        "block storage cluster set",
        "nowhere",
        "--enable nowhere",
        "--disable nowhere",
        "--disable --disable-reason 'for a test' nowhere",
        "--binary cinder-backup --disable nowhere",
        "--enable --disable nowhere",
        "",
    ),
    *cases("block storage cluster set", "--disable-reason x nowhere", deviation="late-usage"),
    *cases(
        "block storage cluster set",
        "--disable --disable-reason 'for a test' --binary cinder-volume cluster@file",
        "--enable cluster@file",
        "cluster@file",
        deviation="cluster-set-is-done",
    ),
    # Asking for levels is a PUT.
    *cases(
        "block storage log level list",
        "--log-prefix cinder.volume.api",
        "--service cinder-volume --log-prefix cinder.volume.api",
        "--service '*' --host standalone@file --log-prefix cinder.volume.api",
        "--host nowhere",
        "--service nonsense",
    ),
    *cases("block storage log level list", "", user=MEMBER),
    *cases("block storage log level list", "", version="3.31", deviation="late-usage"),
    *cases(
        "block storage log level set",
        "INFO --log-prefix parity",
        "info --log-prefix parity --service cinder-volume",
        "WARNING --log-prefix parity --host standalone@second",
        "DEBUG --log-prefix parity --host standalone --service '*'",
        "ERROR --log-prefix parity --service cinder-api",
        "LOUD",
        "INFO --service nonsense",
        "",
    ),
    *cases("block storage log level set", "INFO --host nowhere", deviation="log-level-of-nobody"),
    *cases("block storage log level set", "INFO", user=MEMBER),
    *cases(
        "block storage cleanup",
        "--up --down",
        "--disabled --enabled",
        "--resource-type Backup",
        "--service-id first",
    ),
    *cases(
        "block storage cleanup",
        "",
        "--cluster east@lvm --host standalone@second --binary cinder-volume --down --enabled",
        "--host standalone@second --up --disabled",
        "--resource-id 00000000-0000-0000-0000-000000000000 --resource-type Volume --host nowhere",
        "--service-id 1 --resource-type Snapshot",
        deviation="cleanup-that-works",
    ),
    *cases(
        "volume host set",
        "standalone@second",
        "--enable standalone@second",
        "--enable nowhere",
        "--disable nowhere",
        "--enable --disable standalone@second",
        "",
    ),
    *cases("volume host set", "--disable standalone@second", user=MEMBER),
    *cases(
        "volume host failover",
        "--volume-backend east standalone@second",
        "--volume-backend east nowhere",
        "--volume-backend '' nowhere",
        deviation="failover-that-works",
    ),
    *cases("volume host failover", "standalone@second", "--volume-backend east"),
]
