"""Protection from forged requests (CSRF): an unsafe one must come from a page of this server."""

from collections.abc import Set as AbstractSet
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from blog_api.settings import Settings

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")
USUAL_PORTS: Final = {"http": ":80", "https": ":443"}


def is_forged(scope: Scope, settings: Settings) -> bool:
    """Return whether an unsafe request comes from elsewhere, or does not say where it comes from.

    Browsers set `Sec-Fetch-Site`, and scripts cannot; `Origin` stands in for it in older ones.
    `Host` is no evidence: DNS rebinding makes it whatever the attacker wants.
    """
    if scope["method"] in SAFE:
        return False
    headers = Headers(scope=scope)
    site = headers.getlist("sec-fetch-site")
    if site:
        return site != ["same-origin"]
    origin = headers.getlist("origin")
    return len(origin) != 1 or origin[0] not in own_origins(scope, settings)


def own_origins(scope: Scope, settings: Settings) -> AbstractSet[str]:
    """Return the origin of PUBLIC_URL; on loopback, those of the port that listens."""
    server: tuple[str, int | None] | None = scope.get("server")
    if not is_loopback(settings) or server is None or server[1] is None:
        return {origin_as_sent(settings.public_url)}
    return {f"http://{host}:{server[1]}" for host in LOCAL_NAMES}


def origin_as_sent(url: str) -> str:
    """Return the origin as browsers send it: lower case, no usual port (RFC 6454 §6.2)."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower()
    return f"{parts.scheme}://{host.removesuffix(USUAL_PORTS[parts.scheme])}"


def is_loopback(settings: Settings) -> bool:
    """Return whether people reach this server over http on their own machine."""
    url = urlsplit(settings.public_url)
    if url.scheme != "http":
        return False
    host = url.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
