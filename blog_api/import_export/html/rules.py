"""Rules that simplify the HTML tree of a post before its conversion to Markdown."""

import re
from typing import Final

from turbohtml import Comment, E, Element, Node, Text

from blog_api.import_export.html.code_blocks import normalise_code
from blog_api.import_export.html.embeds import (
    replace_custom_elements,
    replace_embeds,
    value_of,
)
from blog_api.import_export.html.fidelity import BLOCKS
from blog_api.import_export.html.foreign import formulas_to_code, unwrap_foreign
from blog_api.import_export.html.links import INVALID, is_accepted

FORM: Final = "form, input, button, select, textarea"
DROPPED: Final = "script, style, noscript, template, svg, canvas, link, meta, title"
INLINE: Final = frozenset({"a", "img", "span", "em", "strong", "br"})
BLOCK_TAGS: Final = ", ".join(sorted(BLOCKS - {"br"}))
LAZY: Final = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
PLACEHOLDER: Final = re.compile(r"^(data:|$)|(blank|placeholder|spacer)\.(gif|png)$")
SCHEME: Final = re.compile(r"^\s*[a-zA-Z][a-zA-Z0-9+.-]*:")
SAFE: Final = re.compile(r"^\s*(https?|mailto):", re.IGNORECASE)
WEB: Final = re.compile(r"https?:", re.IGNORECASE)


def apply_rules(root: Element) -> list[str]:
    """Change the tree; return the kinds of content that are not carried over."""
    not_carried = note_lost(root)
    rescue_lazy_images(root)
    unwrap_noscript(root)
    replace_embeds(root)
    not_carried += replace_custom_elements(root) + formulas_to_code(root)
    normalise_code(root)
    for element in root.select(DROPPED):
        element.decompose()
    unwrap_foreign(root)
    drop_comments(root)
    simplify_figures(root)
    not_carried += clean_links(root)
    return not_carried


def note_lost(root: Element) -> list[str]:
    lost = []
    if any(script_of(script) for script in root.find_all("script")):
        lost.append("script")
    lost += ["drawing (svg, canvas)"] if root.find_all(["svg", "canvas"]) else []
    lost += ["form"] if root.select(FORM) else []
    return lost


def script_of(script: Element) -> bool:
    """Return False for data and for the scripts of embeds, which have no content themselves."""
    source = value_of(script, "src") or ""
    if any(site in source for site in ("twitter.com/widgets", "instagram.com", "gist.github.com")):
        return False
    return "json" not in (value_of(script, "type") or "")


def rescue_lazy_images(root: Element) -> None:
    """Use the address that a script would have loaded later."""
    for image in root.find_all("img"):
        if not PLACEHOLDER.search(value_of(image, "src") or ""):
            continue
        real = next((found for name in LAZY if (found := value_of(image, name))), None)
        if real:
            image.attrs["src"] = real


def unwrap_noscript(root: Element) -> None:
    """Keep the content of `noscript` unless it repeats the image before it."""
    for element in root.find_all("noscript"):
        before = element.previous_sibling
        if not (isinstance(before, Element) and before.tag == "img"):
            element.unwrap()


def drop_comments(root: Element) -> None:
    """Remove comments, including `<!--more-->` and the marks of Gutenberg blocks."""
    for node in list(root.descendants):
        if isinstance(node, Comment):
            node.extract()


def simplify_figures(root: Element) -> None:
    """Unwrap figures used only for layout; keep those with an image and a caption."""
    for figure in root.find_all("figure"):
        caption = figure.find("figcaption")
        if caption is not None and not caption.text.strip() and caption.find("img") is None:
            caption.decompose()
            caption = None
        if caption is None:
            unwrap_block(figure)
        elif figure.find(["pre", "table", "blockquote"]) is not None:
            caption.replace_with(E.p(*take_children(caption)))
            figure.unwrap()


def unwrap_block(element: Element) -> None:
    """Replace an element by its children; images and text become paragraphs."""
    if all(is_inline(child) for child in element.children):
        element.replace_with(E.p(*take_children(element)))
    else:
        element.unwrap()


def is_inline(node: Node) -> bool:
    if isinstance(node, Text):
        return True
    return isinstance(node, Element) and node.tag in INLINE and node.select_one(BLOCK_TAGS) is None


def take_children(element: Element) -> list[Node]:
    return [child.extract() for child in list(element.children)]


def clean_links(root: Element) -> list[str]:
    """Unwrap links without an address, or with one that the API's sanitizer rejects.

    Return the kinds of those with one.
    """
    lost: list[str] = []
    for link in root.find_all("a"):
        href = value_of(link, "href")
        scheme = SCHEME.match(href or "")
        if not href or (scheme and not SAFE.match(href)):
            lost += [f"link with {scheme.group().strip().lower()}"] if scheme else []
            link.unwrap()
        elif WEB.match(href) and not is_accepted(href):
            lost.append(INVALID)
            link.unwrap()
        else:
            link.attrs["href"] = href
    for image in root.find_all("img"):
        source = value_of(image, "src")
        if source:
            image.attrs["src"] = source
    return list(dict.fromkeys(lost))
