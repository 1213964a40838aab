"""This host's own addresses, from the kernel: no outside address is ever contacted."""

import fcntl
import ipaddress
import socket
import struct
from contextlib import suppress
from pathlib import Path

# A datagram socket that connects sends nothing; it only has the kernel choose a route. These
# addresses are for documentation and are nobody's (RFC 5737, RFC 3849).
_NOBODY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))

# linux/sockios.h; the answer is a struct ifreq, in which a struct sockaddr_in follows the name.
_SIOCGIFADDR = 0x8915
_IFNAMSIZ = 16
# Address in hexadecimal, interface number, length of the prefix, scope, flags, name
# (net/ipv6/addrconf.c: if6_seq_show). Scope 0x20 is link-local, which is of no use elsewhere.
_IF_INET6 = Path("/proc/net/if_inet6")
_LINK_LOCAL = 0x20


def own_address() -> str:
    """The address this host has towards its default route, else that of loopback."""
    for family, nobody in _NOBODY:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((nobody, 9))
            address: str = probe.getsockname()[0]
            return address
    return "127.0.0.1"


def address_of(nic: str) -> str | None:
    """The address of a network interface, IPv4 first; None if it has none or is not there."""
    name = nic.encode()
    if not 0 < len(name) < _IFNAMSIZ:
        return None
    return _ipv4_of(name) or _ipv6_of(nic)


def _ipv4_of(name: bytes) -> str | None:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        answer = fcntl.ioctl(asked, _SIOCGIFADDR, struct.pack("256s", name))
        return socket.inet_ntoa(answer[_IFNAMSIZ + 4 : _IFNAMSIZ + 8])
    return None


def _ipv6_of(nic: str) -> str | None:
    with suppress(OSError):
        for line in _IF_INET6.read_text(encoding="ascii").splitlines():
            digits, _, _, scope, _, name = line.split()
            if name == nic and int(scope, 16) != _LINK_LOCAL:
                return str(ipaddress.IPv6Address(bytes.fromhex(digits)))
    return None
