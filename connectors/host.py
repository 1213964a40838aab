"""How this host presents itself to a volume service, and how it connects, as a user chooses it."""

from dataclasses import dataclass

from blockctl.errors import BadUsage


@dataclass(frozen=True)
class HostOptions:
    """``multipath`` asks for several paths at once, ``enforce_multipath`` fails without multipathd.

    ``nic`` names the network interface, or ``ip`` the address, over which the service shall reach
    this host; ``name`` is what the service knows the host by. None is for what the host says.
    """

    multipath: bool = False
    enforce_multipath: bool = False
    nic: str | None = None
    ip: str | None = None
    name: str | None = None

    @property
    def address(self) -> str:
        """The address to tell; raises BadUsage for an interface that is not there or has none, and
        for what is no address.
        """
        # These import socket and more, which --help does without.
        from ipaddress import ip_address

        from blockctl.connectors.address import address_of, own_address

        if self.ip is not None:
            try:
                return str(ip_address(self.ip))
            except ValueError:
                raise BadUsage(f"'{self.ip}' is neither an IPv4 nor an IPv6 address.") from None
        if self.nic is None:
            return own_address()
        address = address_of(self.nic)
        if address is None:
            raise BadUsage(
                f"This host has no network interface '{self.nic}' with an address.",
                "See them with: ip address",
            )
        return address
