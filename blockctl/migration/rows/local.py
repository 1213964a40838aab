"""What python-brick-cinderclient-ext adds to cinder: volumes of this host."""

from blockctl.migration.differences import meaning
from blockctl.migration.kinds import Dropped, Flag, Option
from blockctl.migration.row import Step, row
from blockctl.migration.rows.shared import ARGUMENT

_LACKS = "openstack cannot attach a volume to this host."
_MULTIPATH = Flag("--multipath", "--no-multipath", lenient=True)
_ENFORCED = Flag("--enforce-multipath", lenient=True)
_ANY_WORD = meaning("cinder takes any word for yes, --multipath False too.", "multipath")

ROWS = (
    row(
        "get-connector",
        Step(
            "connector show",
            {"multipath": _MULTIPATH, "enforce_multipath": _ENFORCED, "nic": Option("--nic")},
        ),
        lacks=_LACKS,
        differs=(_ANY_WORD,),
    ),
    row(
        "local-attach",
        Step(
            "local attach",
            {
                "hostname": Dropped("blockctl attaches as the host that it runs on."),
                "mountpoint": Dropped("cinder ignores --mountpoint."),
                "mode": Option("--mode"),
                "multipath": _MULTIPATH,
                "enforce_multipath": _ENFORCED,
                "nic": Option("--nic"),
                "identifier": ARGUMENT,
            },
        ),
        lacks=_LACKS,
        differs=(_ANY_WORD, meaning("Attaching again gives the same device.")),
    ),
    row(
        "local-detach",
        Step(
            "local detach",
            {
                "attachment_uuid": Dropped("blockctl knows the attachment of the volume."),
                "device_info": Dropped("blockctl knows the device of the volume."),
                "multipath": Dropped("blockctl knows how the volume is attached."),
                "enforce_multipath": Dropped("blockctl knows how the volume is attached."),
                "identifier": ARGUMENT,
            },
        ),
        lacks=_LACKS,
    ),
    row(
        "get-volume-paths",
        Step("local path list", {"multipath": _MULTIPATH, "identifier": ARGUMENT}),
        lacks=_LACKS,
        differs=(
            _ANY_WORD,
            meaning("cinder asks the service to export the volume; blockctl does not."),
        ),
    ),
    row(
        "get-all-volume-paths",
        Step(
            "local path list",
            {"multipath": _MULTIPATH, "protocol": Option("--protocol")},
        ),
        lacks=_LACKS,
        differs=(_ANY_WORD,),
    ),
)
