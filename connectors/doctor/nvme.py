"""The names by which NVMe subsystems know this host, and native multipath."""

import re
from collections.abc import Iterator

from blockctl.connectors.doctor.finding import Finding, info, ok, warning
from blockctl.connectors.doctor.host import Host

_NQN_FILE = "etc/nvme/hostnqn"
_ID_FILE = "etc/nvme/hostid"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# NVM Express Base Specification 2.0, 4.5: names by UUID, and names of a domain; 223 bytes at most.
_BY_UUID = re.compile(rf"nqn\.2014-08\.org\.nvmexpress:uuid:({_UUID})", re.IGNORECASE)
_BY_DOMAIN = re.compile(r"nqn\.\d{4}-\d{2}\.[a-z0-9.-]+:\S+", re.IGNORECASE)
_LONGEST = 223
_NEW_NQN = f"nvme gen-hostnqn >/{_NQN_FILE}"


def names(host: Host) -> Iterator[Finding]:
    """Host NQN and host ID are there, well-formed, and say the same."""
    nqn, identifier = host.text(_NQN_FILE), host.text(_ID_FILE)
    if not nqn:
        # os_brick/privileged/nvmeof.py, create_hostnqn
        yield info(f"There is no /{_NQN_FILE}; os-brick makes one at the first attach.", _NEW_NQN)
    elif len(nqn) > _LONGEST or not (_BY_UUID.fullmatch(nqn) or _BY_DOMAIN.fullmatch(nqn)):
        yield warning(f"'{nqn}' in /{_NQN_FILE} is no NVMe name.", _NEW_NQN)
    else:
        yield ok(nqn)
    if not identifier:
        yield info(f"There is no /{_ID_FILE}; os-brick makes one at the first attach.")
    elif not re.fullmatch(_UUID, identifier, re.IGNORECASE):
        yield warning(f"'{identifier}' in /{_ID_FILE} is no UUID.", f"uuidgen >/{_ID_FILE}")
    elif nqn and (own := _BY_UUID.fullmatch(nqn)) and own[1].lower() != identifier.lower():
        yield warning(
            f"/{_ID_FILE} is not the UUID in /{_NQN_FILE}, "
            "which kernels and targets may refuse as one host with two names.",
            f"echo {own[1]} >/{_ID_FILE}, while no NVMe volume is attached",
        )


def native_multipath(host: Host) -> Iterator[Finding]:
    """The kernel joins the paths of one namespace."""
    value = host.text("sys/module/nvme_core/parameters/multipath")
    if value == "N":
        yield info(
            "Native NVMe multipath is off, so that volumes attach over one path only.",
            "Boot with nvme_core.multipath=Y.",
        )
    elif value == "Y":
        yield ok("native multipath is on")
