"""Conversion of embedded media to links."""

import re
from typing import Final
from urllib.parse import urlsplit

from turbohtml import E, Element

PLAYERS: Final = frozenset({"video", "audio"})
FRAMES: Final = frozenset({"iframe", "embed", "object"})
GIST: Final = re.compile(r"(https://gist\.github\.com/[\w./-]+?)\.js(\?.*)?")
YOUTUBE: Final = re.compile(r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{3,})")
VIMEO: Final = re.compile(r"(?:https?:)?//player\.vimeo\.com/video/(\d+)")
SOURCE_NAMES: Final = ("src", "data-src", "data-lazy-src", "data")
SCHEMES: Final = frozenset({"http", "https"})


def replace_embeds(root: Element) -> None:
    """Replace frames, players and gists by paragraphs with a link."""
    for element in root.find_all(["iframe", "embed", "object", "video", "audio", "script"]):
        addresses = addresses_of(element)
        if element.tag == "script" and not addresses:
            continue
        if addresses:
            element.insert_before(link_to(addresses[0]))
        element.decompose()


def addresses_of(element: Element) -> list[str]:
    """Return the addresses of an embed; for known players the page instead of the player."""
    candidates = [value_of(element, name) for name in SOURCE_NAMES]
    if element.tag in PLAYERS:
        candidates += [value_of(source, "src") for source in element.find_all("source")]
    if element.tag == "object":
        candidates += [value_of(inner, "src") for inner in element.find_all("embed")]
        candidates += movie_of(element)
    found = [page_of(address) for address in candidates if address]
    if element.tag == "script":
        return [gist[1] for address in found if (gist := GIST.fullmatch(address))]
    return [address for address in found if is_link(address)]


def movie_of(element: Element) -> list[str | None]:
    params = element.find_all("param")
    return [value_of(param, "value") for param in params if param.attrs.get("name") == "movie"]


def value_of(element: Element, name: str) -> str | None:
    value = element.attrs.get(name)
    return value.strip() if isinstance(value, str) else None


def page_of(address: str) -> str:
    """Return the page of a video instead of its player; add a missing scheme."""
    if found := YOUTUBE.match(address):
        return f"https://www.youtube.com/watch?v={found[1]}"
    if found := VIMEO.match(address):
        return f"https://vimeo.com/{found[1]}"
    return f"https:{address}" if address.startswith("//") else address


def is_link(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in SCHEMES or (not parts.scheme and bool(parts.path))


def link_to(address: str) -> Element:
    return E.p(E.a({"href": address}, address))
