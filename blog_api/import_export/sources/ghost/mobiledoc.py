"""Documents of Ghost's earlier editor, in the format Mobiledoc, as HTML."""

import html
from typing import Any, Final

from blog_api.import_export.sources.ghost.cards import card_to_html

Document = dict[str, Any]
MARKUP_SECTION, IMAGE_SECTION, LIST_SECTION, CARD_SECTION = 1, 2, 3, 10
TEXT_MARKER: Final = 0
SOFT_BREAK: Final = "soft-return"


def mobiledoc_to_html(document: Document, lost: list[str]) -> str:
    """Raise `LookupError` or `TypeError` for a document of another form."""
    return "".join(section_to_html(section, document, lost) for section in document["sections"])


def section_to_html(section: list[Any], document: Document, lost: list[str]) -> str:
    if section[0] == MARKUP_SECTION:
        tag = "blockquote" if section[1] in {"aside", "pull-quote"} else section[1]
        return f"<{tag}>{markers_to_html(section[2], document)}</{tag}>"
    if section[0] == LIST_SECTION:
        items = (f"<li>{markers_to_html(markers, document)}</li>" for markers in section[2])
        return f"<{section[1]}>{''.join(items)}</{section[1]}>"
    if section[0] == IMAGE_SECTION:
        return f'<p><img src="{html.escape(section[1])}" alt=""></p>'
    if section[0] == CARD_SECTION:
        name, payload = document["cards"][section[1]][:2]
        return card_to_html(name, payload, lost)
    return ""


def markers_to_html(markers: list[list[Any]], document: Document) -> str:
    """Open and close markups around texts; atoms are soft breaks or text."""
    written: list[str] = []
    opened: list[str] = []
    for kind, opening, closed, value in (marker[:4] for marker in markers):
        for index in opening:
            tag, attributes = markup(document["markups"][index])
            written.append(f"<{tag}{attributes}>")
            opened.append(tag)
        written.append(
            html.escape(value, quote=False) if kind == TEXT_MARKER else atom(value, document)
        )
        written += [f"</{opened.pop()}>" for _ in range(closed)]
    return "".join(written)


def markup(given: list[Any]) -> tuple[str, str]:
    tag = given[0]
    pairs = given[1] if len(given) > 1 else []
    values = dict(zip(pairs[::2], pairs[1::2], strict=False))
    href = values.get("href")
    return tag, f' href="{html.escape(href)}"' if href else ""


def atom(index: int, document: Document) -> str:
    name, text = document["atoms"][index][:2]
    return "<br>" if name == SOFT_BREAK else html.escape(str(text), quote=False)
