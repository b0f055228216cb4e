"""Relying party of passkeys: from PUBLIC_URL alone, never from a header of a request."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from blog_api.settings import Settings

LOCALHOST: Final = "localhost"
DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """`id` is the host that passkeys belong to, `origin` that of the page that uses them."""

    id: str
    name: str
    origin: str


def relying_party_of(settings: Settings) -> RelyingParty | None:
    """Return the relying party; None for an IP address, which cannot be one.

    A loopback address stands for `localhost`, under which browsers open the same server.
    """
    url = urlsplit(settings.public_url)
    host = party_id_of(url.hostname or "")
    if host is None:
        return None
    port = "" if url.port in {None, DEFAULT_PORTS[url.scheme]} else f":{url.port}"
    return RelyingParty(host, settings.site_title, f"{url.scheme}://{host}{port}")


def party_id_of(host: str) -> str | None:
    try:
        address = ip_address(host)
    except ValueError:
        return host.encode("idna").decode() if not host.isascii() else host
    return LOCALHOST if address.is_loopback else None
