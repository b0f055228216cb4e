"""Conversion of embedded media to links."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from turbohtml import E, Element

PLAYERS: Final = frozenset({"video", "audio"})
FRAMES: Final = frozenset({"iframe", "embed", "object"})
GIST: Final = re.compile(r"(https://gist\.github\.com/[\w./-]+?)\.js(\?.*)?")
YOUTUBE: Final = re.compile(r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{3,})")
YOUTUBE_ID: Final = re.compile(r"[\w-]{11}")
VIMEO_ID: Final = re.compile(r"\d{6,12}")
LINKED_NAMES: Final = ("src", "href", "url")
BILIBILI: Final = re.compile(
    r"(?:https?:)?//player\.bilibili\.com/player\.html\?(?:[^\"'#]*&)?bvid=(BV\w+)"
)
CODEPEN: Final = re.compile(
    r"(?:https?:)?//codepen\.io/([\w-]+)/embed/(?:preview/)?([A-Za-z0-9]+)(?=[/?#]|$)"
)
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


def replace_custom_elements(root: Element) -> list[str]:
    """Replace custom elements that a script would fill by links; return those without one."""
    lost = []
    for element in root.find_all():
        if "-" not in element.tag or element.text.strip() or element.find("img") is not None:
            continue
        if address := address_of_custom(element.tag, values_of(element)):
            element.replace_with(link_to(address))
        else:
            lost.append(f"element {element.tag}")
    return lost


def address_of_custom(tag: str, values: Mapping[str, str]) -> str | None:
    """Return the page that `<lite-youtube videoid="…">` and the like show."""
    named = [values[name] for name in LINKED_NAMES if "://" in values.get(name, "")]
    if named:
        return page_of(named[0])
    if "youtube" in tag:
        numbers = [value for value in values.values() if YOUTUBE_ID.fullmatch(value)]
        return f"https://www.youtube.com/watch?v={numbers[0]}" if numbers else None
    numbers = [value for value in values.values() if VIMEO_ID.fullmatch(value)]
    return f"https://vimeo.com/{numbers[0]}" if "vimeo" in tag and numbers else None


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


def values_of(element: Element) -> dict[str, str]:
    return {name: value_of(element, name) or "" for name in element.attrs}


def page_of(address: str) -> str:
    """Return the page of a video instead of its player; add a missing scheme."""
    if found := YOUTUBE.match(address):
        return f"https://www.youtube.com/watch?v={found[1]}"
    if found := VIMEO.match(address):
        return f"https://vimeo.com/{found[1]}"
    if found := BILIBILI.match(address):
        return f"https://www.bilibili.com/video/{found[1]}"
    if found := CODEPEN.match(address):
        return f"https://codepen.io/{found[1]}/pen/{found[2]}"
    return f"https:{address}" if address.startswith("//") else address


def is_link(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in SCHEMES or (not parts.scheme and bool(parts.path))


def link_to(address: str) -> Element:
    return E.p(E.a({"href": address}, address))
