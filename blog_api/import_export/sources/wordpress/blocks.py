"""Gutenberg blocks without content in an export: footnotes, links, and others, which are told."""

import html
import json
import re
from typing import Any, Final

FOOTNOTES: Final = "footnotes"
BLOCK: Final = re.compile(
    # Without another comment inside, so that many that are not closed take linear time.
    r"<!--\s*wp:(?P<name>[\w/-]+)(?:\s+(?P<values>\{(?:(?!-->|<!--).)*?\}))?\s*/-->",
    re.DOTALL,
)
MARK: Final = re.compile(
    r"<sup\b[^<>]*\bdata-fn=[^<>]*>\s*<a\b[^<>]*>(?P<number>[^<>]*)</a>\s*</sup>"
)
ADDRESSES: Final = ("url", "feedURL")
SILENT: Final = frozenset({"more", "nextpage", "separator", "spacer"})


def replace_blocks(text: str, footnotes: str | None, lost: list[str]) -> str:
    """Write footnotes and links as HTML; append other blocks to `lost`.

    `footnotes` is the custom field in which WordPress keeps the texts of footnotes.
    """
    notes = notes_in(footnotes) if "data-fn" in text else ""
    text = MARK.sub(r"<sup>\g<number></sup>", text)
    has_place = False

    def replace(found: re.Match[str]) -> str:
        nonlocal has_place
        name = found["name"].removeprefix("core/")
        has_place = has_place or name == FOOTNOTES
        inner = notes if name == FOOTNOTES else inner_of(name, found["values"], lost)
        # The comments tell the paragraph rule that the text has blocks.
        return f"<!-- wp:{name} -->{inner}<!-- /wp:{name} -->"

    text = BLOCK.sub(replace, text)
    return text if has_place else text + notes


def inner_of(name: str, values: str | None, lost: list[str]) -> str:
    """Return a link for a block with an address; the site made the content of the others."""
    given = values_in(values)
    address = next((given[key] for key in ADDRESSES if isinstance(given.get(key), str)), None)
    if address:
        label = given.get("label")
        shown = label if isinstance(label, str) and label else address
        return f'<p><a href="{html.escape(address)}">{html.escape(shown, quote=False)}</a></p>'
    if name not in SILENT:
        lost.append(f"block {name}")
    return ""


def notes_in(footnotes: str | None) -> str:
    try:
        given = json.loads(footnotes or "[]")
    except (ValueError, RecursionError):
        return ""
    rows = given if isinstance(given, list) else []
    texts = [str(row.get("content") or "") for row in rows if isinstance(row, dict)]
    return f"<ol>{''.join(f'<li>{text}</li>' for text in texts)}</ol>" if texts else ""


def values_in(values: str | None) -> dict[str, Any]:
    try:
        given = json.loads(values or "{}")
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}
