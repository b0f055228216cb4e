"""Embeds of Substack: elements without words whose content is JSON in `data-attrs`."""

import html
import json
from typing import Any, Final

from turbohtml import E, Element, parse_fragment

from blog_api.import_export.html.code_blocks import class_of
from blog_api.import_export.html.embeds import value_of

Values = dict[str, Any]
WORDS: Final = ("full_text", "title", "body", "description", "text", "name", "filename")
ADDRESSES: Final = ("url", "canonical_url", "post_url", "src", "href", "link")
PAYWALL: Final = ".paywall-jump, .paywall, [data-component-name=PaywallToDOM]"


def replace_substack_embeds(source: str, lost: list[str]) -> tuple[str, bool]:
    """Write embeds as links, images and formulas, or report them; return if there is a paywall."""
    if "data-attrs" not in source and "paywall" not in source.lower():
        return source, False
    root = parse_fragment(source)
    for element in root.select("[data-attrs]"):
        if not has_content(element):
            replace_embed(element, lost)
    return root.inner_html, root.select_one(PAYWALL) is not None


def has_content(element: Element) -> bool:
    is_shown = element.find(["img", "iframe", "video", "audio", "a"]) is not None
    return element.tag in {"a", "img"} or is_shown or bool(element.text.strip())


def replace_embed(element: Element, lost: list[str]) -> None:
    values = values_of(element)
    parts = parts_of(values)
    if not parts:
        names = (class_of(element) or element.tag).split()
        lost.append(f"embed {names[0] if names else element.tag}")
    element.insert_before(*parts)
    element.decompose()


def values_of(element: Element) -> Values:
    try:
        values = json.loads(html.unescape(value_of(element, "data-attrs") or ""))
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def parts_of(values: Values) -> list[Element]:
    """Return the elements that show the content, or none if it is not in the export."""
    if formula := text_in(values, ("persistentExpression",)):
        return [E.pre(E.code({"class": "language-math"}, formula))]
    if pictures := pictures_in(values):
        return pictures
    if number := text_in(values, ("videoId",)):
        return [linked(f"https://www.youtube.com/watch?v={number}", "")]
    if number := text_in(values, ("instagram_id",)):
        return [linked(f"https://www.instagram.com/p/{number}", text_in(values, ("title",)))]
    address, words = text_in(values, ADDRESSES), text_in(values, WORDS)
    return [linked(address, words)] if "://" in address else [E.p(words)] if words else []


def pictures_in(values: Values) -> list[Element]:
    gallery = values.get("gallery")
    images = gallery.get("images") if isinstance(gallery, dict) else None
    sources = [text_in(each, ("src",)) for each in images or [] if isinstance(each, dict)]
    shown = [E.p(E.img({"src": source, "alt": ""})) for source in sources if source]
    caption = text_in(gallery, ("caption",)) if isinstance(gallery, dict) else ""
    return [*shown, E.p(caption)] if shown and caption else shown


def text_in(values: Values, names: tuple[str, ...]) -> str:
    found = (values[name] for name in names if isinstance(values.get(name), str))
    return next((text.strip() for text in found if text.strip()), "")


def linked(address: str, words: str) -> Element:
    """Return the address as a link, with the words before it."""
    link = E.a({"href": address}, address)
    return E.p(words, E.br(), link) if words else E.p(link)
