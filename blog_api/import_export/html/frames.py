"""Frames, players, scripts and drawings in HTML between Markdown, which rendering would remove."""

import html
import re
from typing import Final

from turbohtml import Element, parse_fragment

from blog_api.import_export.html.embeds import addresses_of
from blog_api.import_export.html.rules import script_of

ATTRIBUTES: Final = r"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*?"""
# Without another opening inside, so that many that are not closed take linear time.
EMBED: Final = re.compile(
    rf"<(?P<name>iframe|video|audio|object|embed|script|svg|canvas)\b{ATTRIBUTES}"
    r"(?:/>|>(?:(?:(?!<(?P=name)\b).)*?</(?P=name)\s*>)?)",
    re.DOTALL | re.IGNORECASE,
)
# HTML has no such elements: all text after one would be inside it.
SELF_CLOSED: Final = re.compile(
    rf"<(?P<name>a|b|div|em|i|li|p|section|small|span|strong|td|th)"
    rf"(?P<rest>(?:\s{ATTRIBUTES}(?<=[\s\"'}}]))?)/>"
)
FORM: Final = re.compile(r"<(?:form|input|select|textarea|button)\b", re.IGNORECASE)
DRAWINGS: Final = frozenset({"svg", "canvas"})


def replace_frames(text: str, lost: list[str]) -> str:
    """Replace frames and players by links; append the kinds of other elements to `lost`."""
    if "<" not in text:
        return text
    if FORM.search(text):
        lost.append("form")
    text = EMBED.sub(lambda found: link_to(found, lost), text)
    return SELF_CLOSED.sub(close, text)


def link_to(found: re.Match[str], lost: list[str]) -> str:
    """Return a link in HTML, as the frame may be in a block of HTML."""
    name = found["name"].lower()
    if name in DRAWINGS:
        lost.append("drawing (svg, canvas)")
        return ""
    whole = str(found.group())
    element = parse_fragment(whole.removesuffix("/>") + ">" if whole[-2:] == "/>" else whole)
    frame = element.find(name)
    return linked(frame, lost) if frame is not None else whole


def linked(frame: Element, lost: list[str]) -> str:
    addresses = addresses_of(frame)
    if addresses:
        address = html.escape(addresses[0])
        return f'<a href="{address}">{address}</a>'
    if frame.tag != "script":
        lost.append(f"{frame.tag} without an address")
    elif script_of(frame):
        lost.append("script")
    return ""


def close(found: re.Match[str]) -> str:
    return f"<{found['name']}{found['rest'].rstrip()}></{found['name']}>"
