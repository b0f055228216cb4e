"""Address of the client: `X-Forwarded-For` counts only from trusted proxies."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from fastapi import Request
from starlette.types import Scope

Address = IPv4Address | IPv6Address


class Proxies:
    """The addresses and networks of `TRUSTED_PROXIES`."""

    def __init__(self, trusted: Sequence[str]) -> None:
        self._networks = [ip_network(text, strict=False) for text in trusted]

    def trusts(self, address: Address) -> bool:
        return any(address in network for network in self._networks)

    def origin(self, peer: str, forwarded_for: Sequence[str]) -> str:
        """Return the last address before our proxies; the left part can be forged."""
        if not self._networks:
            return peer
        hops = [hop.strip() for header in forwarded_for for hop in header.split(",")]
        address = find_address(peer)
        while address is not None and hops and self.trusts(address):
            claimed = find_address(hops.pop())
            if claimed is None:
                break
            address = claimed
        return str(address) if address else peer


def find_address(text: str) -> Address | None:
    """Unmap an IPv4 address from IPv6."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def networks_of(address: str) -> tuple[str, ...]:
    """Return the networks around an address, the smallest first.

    IPv4: the address and its /24. IPv6: the /64 that one client has to itself, and the /56 and /48
    that providers assign to a customer.
    """
    found = find_address(address)
    if found is None:
        return (address,)
    if isinstance(found, IPv4Address):
        return (str(found), str(IPv4Network((int(found), 24), strict=False)))
    return tuple(str(IPv6Network((int(found), bits), strict=False)) for bits in (64, 56, 48))


def network_of(address: str) -> str:
    """Return what one client has to itself: an IPv4 address, or an IPv6 /64."""
    return networks_of(address)[0]


def site_of(address: str) -> str:
    """Return the largest of its networks: an IPv4 /24 or an IPv6 /48."""
    return networks_of(address)[-1]


def client_address(request: Request) -> str:
    """Return the address as text; empty without a peer, as on a UNIX socket."""
    peer = request.client.host if request.client else ""
    proxies: Proxies = request.app.state.proxies
    return proxies.origin(peer, request.headers.getlist("x-forwarded-for"))


def is_from_proxy(scope: Scope) -> bool:
    """The peer of the connection is one of TRUSTED_PROXIES."""
    proxies: Proxies = scope["app"].state.proxies
    address = find_address(scope["client"][0]) if scope.get("client") else None
    return address is not None and proxies.trusts(address)
