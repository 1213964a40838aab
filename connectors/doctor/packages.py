"""Which package has a tool, and how this distribution installs it."""

import shlex
from collections.abc import Iterable, Mapping

from blockctl.connectors.doctor.host import Host

_INSTALL = {"debian": "apt-get install", "fedora": "dnf install", "suse": "zypper install"}
_RELATIVES = {
    "debian": ("debian", "ubuntu"),
    "fedora": ("fedora", "rhel", "centos"),
    "suse": ("suse", "opensuse", "sles"),
}
# By Debian's name, where another distribution has another one.
_ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "cryptsetup-bin": {"fedora": "cryptsetup", "suse": "cryptsetup"},
    "multipath-tools": {"fedora": "device-mapper-multipath"},
    "nfs-common": {"fedora": "nfs-utils", "suse": "nfs-client"},
    "open-iscsi": {"fedora": "iscsi-initiator-utils"},
}


def install(host: Host, packages: Iterable[str]) -> str:
    """The command that installs ``packages`` (Debian's names), or the names in words where the
    distribution is not one that we know (/etc/os-release, os-release(5)).
    """
    wanted = list(dict.fromkeys(packages))
    family = _family(host)
    if family is None:
        return f"Install {' '.join(wanted)} (as Debian calls it)."
    names = [_ELSEWHERE.get(name, {}).get(family, name) for name in wanted]
    return f"{_INSTALL[family]} {' '.join(names)}"


def _family(host: Host) -> str | None:
    text = host.text("etc/os-release") or host.text("usr/lib/os-release") or ""
    fields = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    try:
        words = shlex.split(f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}")
    except ValueError:
        return None
    relatives = {each for word in words for each in word.split()}
    for family, members in _RELATIVES.items():
        if relatives.intersection(members):
            return family
    return None
