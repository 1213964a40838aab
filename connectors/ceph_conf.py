"""Where a Ceph cluster's monitors are, by its configuration file (Ceph's documentation,
"Configuring Ceph" and "Monitor Config Reference").
"""

import re
from pathlib import Path

from blockctl.connectors.field_kinds import is_host
from blockctl.errors import BadUsage, NotFound

USUAL = "/etc/ceph/ceph.conf"
_LONGEST = 1024**2
# One of mon_host: 10.0.0.1, [fd00::1]:6789, or both protocols in [v2:10.0.0.1:3300/0,v1:…].
_ADDRESS = re.compile(r"(?:(v[12]):)?(\[[0-9A-Fa-f:.]+\]|[^]\[,;\s/:]+)(?::(\d+))?(?:/\d+)?")
_PORTS = {"": "6789", "v1": "6789", "v2": "3300"}


def monitors(file: str) -> dict[str, list[str]]:
    """``hosts`` and ``ports`` of the monitors, as os-brick takes them.

    Raises NotFound without the file, BadUsage where it names no monitors.
    """
    try:
        with open(file, encoding="utf-8", errors="replace") as opened:
            text = opened.read(_LONGEST)
    except FileNotFoundError:
        raise NotFound(
            f"There is no Ceph configuration {file}.",
            "Name another one: rbd://POOL/IMAGE?conf=FILE",
        ) from None
    except OSError as refused:
        raise BadUsage(f"{file} cannot be read: {refused.strerror}.") from refused
    found = _addresses(_mon_host(text))
    if not found or not all(map(is_host, found)):
        raise BadUsage(f"{file} has no mon_host in [global] that names monitors.")
    return {"hosts": list(found), "ports": list(found.values())}


def cluster_of(file: str) -> str:
    """The cluster's name, which Ceph has from the name of the file."""
    return Path(file).stem


def _mon_host(text: str) -> str:
    """The value of ``mon host``, in whose name spaces, dashes and underscores are the same."""
    section = "global"
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line.strip("[] ").lower()
        name, _, value = line.partition("=")
        if section == "global" and re.sub(r"[\s_-]+", "_", name.strip().lower()) == "mon_host":
            return re.split(r"\s[#;]", value)[0].strip()
    return ""


def _addresses(mon_host: str) -> dict[str, str]:
    """Each monitor's port; that of the first protocol, where it has both: every kernel knows it."""
    found: dict[str, str] = {}
    for protocol, host, port in _ADDRESS.findall(mon_host):
        bare = host.strip("[]")
        if protocol != "v2" or bare not in found:
            found[bare] = port or _PORTS[protocol]
    return found
