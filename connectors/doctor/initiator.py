"""The name by which iSCSI targets know this host."""

import re
from collections.abc import Iterator

from blockctl.connectors.doctor.finding import Finding, ok, warning
from blockctl.connectors.doctor.host import Host

_FILE = "etc/iscsi/initiatorname.iscsi"
# RFC 7143, 4.2.7.3 to 4.2.7.5: iqn., eui. and naa. names; at most 223 bytes.
_NAME = re.compile(
    r"iqn\.\d{4}-\d{2}\.[a-z0-9.-]+(:\S+)?|eui\.[0-9a-f]{16}|naa\.([0-9a-f]{16}|[0-9a-f]{32})",
    re.IGNORECASE,
)
_LONGEST = 223
_MAKE = f'echo "InitiatorName=$(iscsi-iname)" >/{_FILE}, then restart iscsid'


def check(host: Host) -> Iterator[Finding]:
    """The name is there and well-formed. Raises NotAllowed where only root may read it."""
    text = host.text(_FILE)
    if text is None:
        yield warning(f"This host has no iSCSI initiator name: there is no /{_FILE}.", _MAKE)
        return
    # open-iscsi reads it so: lines that begin with '#' are comments.
    fields = dict(line.partition("=")[::2] for line in text.splitlines() if line[:1] != "#")
    name = fields.get("InitiatorName", "").strip()
    if name and len(name) <= _LONGEST and _NAME.fullmatch(name):
        yield ok(name)
    elif name:
        yield warning(f"'{name}' in /{_FILE} is no iSCSI name.", _MAKE)
    elif "GenerateName" in fields:
        # Debian's package leaves this for its start script, which has not run yet.
        yield warning(f"/{_FILE} has no name yet, only GenerateName.", "systemctl start iscsid")
    else:
        yield warning(f"/{_FILE} has no line InitiatorName=.", _MAKE)
