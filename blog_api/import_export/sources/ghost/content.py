"""The content of a post: its HTML or, if an export has none, the document of its editor."""

import json
from typing import Any, Final

from blog_api.import_export.dialects.captions import (
    replace_html_captions,
    replace_markdown_captions,
)
from blog_api.import_export.dialects.footnotes import Notes
from blog_api.import_export.dialects.markdown import with_notes
from blog_api.import_export.records import Format
from blog_api.import_export.sources.ghost.lexical import lexical_to_html
from blog_api.import_export.sources.ghost.mobiledoc import mobiledoc_to_html

READERS: Final = {"lexical": lexical_to_html, "mobiledoc": mobiledoc_to_html}


def content_of(post: dict[str, Any], notes: list[str], lost: list[str]) -> tuple[str, Format]:
    """Return the content and its format; only the oldest exports have Markdown itself."""
    markdown, html = typed(post, "markdown"), typed(post, "html")
    if markdown:
        return with_notes(replace_markdown_captions(markdown), Notes()), "markdown"
    if html:
        return replace_html_captions(html), "html"
    return from_document(post, notes, lost)


def from_document(post: dict[str, Any], notes: list[str], lost: list[str]) -> tuple[str, Format]:
    """Convert the editor's document to HTML; fall back to the plain text."""
    for name, read in READERS.items():
        if not post.get(name):
            continue
        told: list[str] = []
        written = attempt(read, post[name], told)
        if written:
            lost.extend(told)
            notes.append(f"it has no HTML; its {name} is read instead")
            return written, "html"
    plain = typed(post, "plaintext")
    documents = [name for name in READERS if post.get(name)]
    if plain:
        notes.append("it has no HTML; its plain words are taken")
    elif documents:
        notes.append(f"it has no HTML, and no words are found in its {documents[0]}: it is empty")
    return plain, "markdown"


def typed(post: dict[str, Any], name: str) -> str:
    value = post.get(name)
    return value.replace("\0", "") if isinstance(value, str) else ""


def attempt(read: Any, document: object, lost: list[str]) -> str:  # noqa: ANN401  # one of the readers
    """Return an empty text for a document that does not have the expected form."""
    try:
        tree = json.loads(document) if isinstance(document, str) else document
        return str(read(tree, lost)).replace("\0", "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""
