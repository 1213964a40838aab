"""This host's own address, from the kernel's routes: no outside address is ever contacted."""

import socket
from contextlib import suppress

# A datagram socket that connects sends nothing; it only has the kernel choose a route. These
# addresses are for documentation and are nobody's (RFC 5737, RFC 3849).
_NOBODY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def own_address() -> str:
    """The address this host has towards its default route, else that of loopback."""
    for family, nobody in _NOBODY:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((nobody, 9))
            address: str = probe.getsockname()[0]
            return address
    return "127.0.0.1"
