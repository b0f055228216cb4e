"""Conversion of HTML to Markdown that renders to the same content in the same order.

A block whose Markdown would lose content stays as HTML, which the API renders as well.
"""

from dataclasses import dataclass
from typing import Final

from turbohtml import Element, Node, Text, parse_fragment

from blog_api.import_export.html.fidelity import (
    BLOCKS,
    Fingerprint,
    TooDeepError,
    fingerprint_of,
)
from blog_api.import_export.html.markdown import write_markdown
from blog_api.import_export.html.raw_blocks import mark_raw_blocks, one_line
from blog_api.import_export.html.rules import apply_rules
from blog_api.import_export.records import UnreadableError
from blog_api.rendering.markdown import render_now, sanitize

EXCERPT_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Converted:
    """`rendered` is the HTML of exactly this Markdown; `kept` counts blocks that stay as HTML."""

    markdown: str
    rendered: str
    excerpt: str
    not_carried: list[str]
    kept: int = 0


def html_to_markdown(source: str) -> Converted:
    """Raise `UnreadableError` for elements that are nested too deeply."""
    require_shallow(source)
    root = parse_fragment(source)
    not_carried = apply_rules(root)
    clean = root.inner_html
    wanted = fingerprint_of(sanitize(clean))
    markdown = convert(clean)
    rendered = render_now(markdown)
    kept = 0
    if not fingerprint_of(rendered).equals(wanted):
        markdown, kept = convert_by_blocks(clean)
        rendered = render_now(markdown)
    if not fingerprint_of(rendered).equals(wanted):
        markdown, kept = keep_all(clean)
        rendered = render_now(markdown)
    excerpt = excerpt_in(without_code(clean) if wanted.code else wanted)
    return Converted(markdown, rendered, excerpt or excerpt_in(wanted), not_carried, kept)


def require_shallow(source: str) -> None:
    """Raise `UnreadableError` for elements that are nested too deeply."""
    try:
        fingerprint_of(source)
    except TooDeepError:
        raise UnreadableError("Its HTML is nested too deeply.") from None


def convert(source: str) -> str:
    root = parse_fragment(source)
    raw_blocks = mark_raw_blocks(root)
    return write_markdown(root, raw_blocks)


def convert_by_blocks(source: str) -> tuple[str, int]:
    """Convert each block without a loss, and leave the others as HTML."""
    written, kept = [], 0
    for block in blocks_of(parse_fragment(source)):
        text = block.serialize()
        markdown = convert(text)
        wanted = fingerprint_of(sanitize(text))
        if not fingerprint_of(render_now(markdown)).equals(wanted):
            markdown, kept = one_line(block), kept + 1
        written.append(markdown)
    return "\n\n".join(text for text in written if text.strip()), kept


def keep_all(source: str) -> tuple[str, int]:
    blocks = [one_line(block) for block in blocks_of(parse_fragment(source))]
    return "\n\n".join(blocks), len(blocks)


def blocks_of(root: Element) -> list[Element]:
    """Collect the top-level blocks; inline content between them becomes its own block."""
    found: list[Element] = []
    loose: Element | None = None
    for child in list(root.children):
        if isinstance(child, Element) and child.tag in BLOCKS - {"br"}:
            found.append(child)
            loose = None
        elif loose is not None:
            loose.append(child.extract())
        elif not is_blank(child):
            loose = Element("div")
            loose.append(child.extract())
            found.append(loose)
    return found


def is_blank(node: Node) -> bool:
    return isinstance(node, Text) and not node.data.strip()


def without_code(clean: str) -> Fingerprint:
    root = parse_fragment(clean)
    for block in root.find_all("pre"):
        block.decompose()
    return fingerprint_of(sanitize(root.inner_html))


def excerpt_in(found: Fingerprint) -> str:
    text = " ".join(found.words)
    if len(text) <= EXCERPT_LENGTH:
        return text
    return (text[: EXCERPT_LENGTH - 1].rsplit(" ", 1)[0] or text[:EXCERPT_LENGTH]).rstrip(
        " ,;:"
    ) + "…"
