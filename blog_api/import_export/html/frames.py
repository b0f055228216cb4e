"""Frames, players, scripts and drawings in HTML between Markdown, which rendering would remove."""

import html
import re
from typing import Final

from turbohtml import Element, parse_fragment

from blog_api.import_export.html.embeds import address_of_custom, addresses_of, values_of
from blog_api.import_export.html.foreign import FORMULA, source_of
from blog_api.import_export.html.links import lost_links
from blog_api.import_export.html.rules import rescue_lazy_images, script_of
from blog_api.rendering.foreign import TAG

ATTRIBUTES: Final = r"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*?"""
# Without another opening inside, so that many that are not closed take linear time.
EMBED: Final = re.compile(
    rf"<(?P<name>iframe|video|audio|object|embed|script|svg|canvas|math)\b{ATTRIBUTES}"
    r"(?:/>|>(?:(?:(?!<(?P=name)\b).)*?</(?P=name)\s*>)?)",
    re.DOTALL | re.IGNORECASE,
)
# Without content: a script would fill it.
CUSTOM: Final = re.compile(
    rf"<(?P<name>[a-z]+(?:-[a-z0-9]+)+)(?P<rest>\s{ATTRIBUTES})?(?:/>|>\s*</(?P=name)\s*>)"
)
NOSCRIPT: Final = re.compile(
    rf"(?P<image><img\b{ATTRIBUTES}>\s*)?<noscript\b{ATTRIBUTES}>"
    r"(?P<inner>(?:(?!<noscript\b).)*?)</noscript\s*>",
    re.DOTALL | re.IGNORECASE,
)
LAZY_IMAGE: Final = re.compile(rf"<img\b(?=[^<>]*\sdata-){ATTRIBUTES}>", re.IGNORECASE)
TEMPLATE: Final = re.compile(rf"</?template\b{ATTRIBUTES}>", re.IGNORECASE)
REMOVED: Final = "\0"  # no text has it: `files.decode_leniently` removes it
REMOVED_LINES: Final = re.compile(
    rf"^[ \t]+{REMOVED}[ \t{REMOVED}]*\n|(?<=>\n){REMOVED}[ \t{REMOVED}]*\n", re.MULTILINE
)
# HTML has no such elements: all text after one would be inside it.
SELF_CLOSED: Final = re.compile(
    rf"<(?P<name>a|b|div|em|i|li|p|section|small|span|strong|td|th)"
    rf"(?P<rest>(?:\s{ATTRIBUTES}(?<=[\s\"'}}]))?)/>"
)
FORM: Final = re.compile(r"<(?:form|input|select|textarea|button)\b", re.IGNORECASE)
DRAWINGS: Final = frozenset({"svg", "canvas"})
MATH: Final = "math"


def replace_frames(text: str, lost: list[str]) -> str:
    """Replace frames and players by links; append the kinds of other elements to `lost`."""
    if "<" not in text:
        lost.extend(lost_links(text))
        return text
    if FORM.search(text):
        lost.append("form")
    text = LAZY_IMAGE.sub(rescued, NOSCRIPT.sub(shown_without_script, text))
    text = EMBED.sub(lambda found: link_to(found, lost), text)
    lost.extend(lost_links(text))
    text = CUSTOM.sub(lambda found: link_to_custom(found, lost), text)
    text = without_removed(TAG.sub(REMOVED, TEMPLATE.sub(REMOVED, text)))
    return SELF_CLOSED.sub(close, text)


def shown_without_script(found: re.Match[str]) -> str:
    """Return the content of `noscript`, which rendering would show as text, but no image twice."""
    image = found["image"]
    return str(image) if image else f"{REMOVED}{found['inner']}{REMOVED}"


def rescued(found: re.Match[str]) -> str:
    """Use the address that a script would have loaded later."""
    root = parse_fragment(str(found.group()))
    image = root.find("img")
    before = image.attrs.get("src") if image is not None else None
    rescue_lazy_images(root)
    if image is None or image.attrs.get("src") == before:
        return str(found.group())
    return root.inner_html


def without_removed(text: str) -> str:
    """Drop the lines of removed elements in blocks of HTML: an empty line would end the block."""
    return REMOVED_LINES.sub("", text).replace(REMOVED, "") if REMOVED in text else text


def link_to(found: re.Match[str], lost: list[str]) -> str:
    name = found["name"].lower()
    if name in DRAWINGS:
        lost.append("drawing (svg, canvas)")
        return REMOVED
    whole = str(found.group())
    element = parse_fragment(whole.removesuffix("/>") + ">" if whole[-2:] == "/>" else whole)
    frame = element.find(name)
    if frame is not None and name == MATH:
        lost.append(FORMULA)
        return f"<code>{html.escape(source_of(frame))}</code>"
    return linked(frame, lost) if frame is not None else whole


def link_to_custom(found: re.Match[str], lost: list[str]) -> str:
    name = found["name"]
    element = parse_fragment(f"<{name} {found['rest'] or ''}></{name}>").find(name)
    address = None if element is None else address_of_custom(name, values_of(element))
    if address is None:
        lost.append(f"element {name}")
        return REMOVED
    return anchor(address)


def anchor(address: str) -> str:
    written = html.escape(address)
    return f'<a href="{written}">{written}</a>'


def linked(frame: Element, lost: list[str]) -> str:
    addresses = addresses_of(frame)
    if addresses:
        return anchor(addresses[0])
    if frame.tag != "script":
        lost.append(f"{frame.tag} without an address")
    elif script_of(frame):
        lost.append("script")
    return REMOVED


def close(found: re.Match[str]) -> str:
    return f"<{found['name']}{found['rest'].rstrip()}></{found['name']}>"
