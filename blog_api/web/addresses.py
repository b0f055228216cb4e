"""Where a request comes from: `X-Forwarded-For` counts only from proxies that are ours."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from fastapi import Request

Address = IPv4Address | IPv6Address


class Proxies:
    """The addresses and networks of `TRUSTED_PROXIES`."""

    def __init__(self, trusted: Sequence[str]) -> None:
        self._networks = [ip_network(text, strict=False) for text in trusted]

    def trusts(self, address: Address) -> bool:
        """True for one of ours."""
        return any(address in network for network in self._networks)

    def origin(self, peer: str, forwarded_for: Sequence[str]) -> str:
        """The last address before our proxies, from the right: the left is anybody's claim."""
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
    """An IPv4 address that was mapped into IPv6 is the IPv4 address it is."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def network_of(address: str) -> str:
    """What one client has to itself: an IPv4 address, or the /64 around an IPv6 address."""
    found = find_address(address)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((int(found), 64), strict=False))
    return str(found) if found else address


def client_address(request: Request) -> str:
    """As text; empty where there is no peer, as on a UNIX socket."""
    peer = request.client.host if request.client else ""
    proxies: Proxies = request.app.state.proxies
    return proxies.origin(peer, request.headers.getlist("x-forwarded-for"))
