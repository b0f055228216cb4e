"""Markdown to safe HTML: CommonMark with tables, then an allow-list.

The sanitizer (ammonia, a real HTML5 parser) runs last, so Markdown may contain raw HTML. The list
has no attribute that names an element (`id`) or runs code, and no style but the alignment of table
cells.
"""

import html
import logging
import re
from collections.abc import Iterable
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from blog_api.rendering.foreign import escape_foreign
from blog_api.rendering.structure import is_too_complex, is_too_deep

# At DEBUG it logs every rule that it tries on every line, which takes ten times as long.
logging.getLogger("markdown_it").setLevel(logging.INFO)
MAX_REFERENCED: Final = 1_000_000
CODE_LANGUAGE: Final = re.compile(r"language-[A-Za-z0-9+#._-]{1,30}")

RULES: Final = ["table", "strikethrough"]
PARSER: Final = MarkdownIt("commonmark").enable(RULES)
# Blocks and reference definitions only, with the lines that they cover.
BLOCK_PARSER: Final = MarkdownIt("commonmark").enable(RULES).disable("inline")
BLOCKS: Final = (
    "p h1 h2 h3 h4 h5 h6 blockquote pre hr ul ol li dl dt dd div details summary figure figcaption"
)
TABLES: Final = "table thead tbody tfoot tr th td caption"
WORDS: Final = (
    "a abbr b br cite code del em i img ins kbd mark q s samp small span strong sub sup time u var"
)
CLEANER: Final = nh3.Cleaner(
    tags=set(f"{BLOCKS} {TABLES} {WORDS}".split()),
    attributes={
        "a": {"href", "title"},
        "abbr": {"title"},
        "code": {"class"},
        "details": {"open"},
        "img": {"src", "alt", "title", "width", "height"},
        "li": {"value"},
        "ol": {"start"},
        "td": {"style", "colspan", "rowspan"},
        "th": {"style", "colspan", "rowspan", "scope"},
        "time": {"datetime"},
    },
    attribute_filter=lambda _, name, value: kept_attribute(name, value),
    filter_style_properties={"text-align"},
    link_rel="nofollow noopener",
    url_schemes={"http", "https", "mailto"},
)


def kept_attribute(name: str, value: str) -> str | None:
    """Return an attribute's value, or None to drop it.

    The only class is the language of a code block, and numbers have at most four digits.
    """
    if name == "class":
        return value if CODE_LANGUAGE.fullmatch(value) else None
    if name in {"width", "height", "colspan", "rowspan", "start", "value"}:
        return value if value.isascii() and value.isdigit() and len(value) <= len("1000") else None
    return value


def render_now(content: str) -> str:
    """Return safe HTML, with a size and cost in proportion to the content.

    If its structure exceeds the bounds, the text is returned as plain text.
    """
    if is_too_complex(content):
        return as_plain_text(content)
    tokens = PARSER.parse(content)
    if referenced(tokens) > MAX_REFERENCED:
        return as_plain_text(content)
    rendered = PARSER.renderer.render(tokens, PARSER.options, {})
    if is_too_deep(rendered):
        return as_plain_text(content)
    return sanitize(escape_foreign(rendered) if "<" in content else rendered)


def sanitize(source: str) -> str:
    return CLEANER.clean(source)


def as_plain_text(content: str) -> str:
    return f"<pre>{html.escape(content, quote=False)}</pre>\n"


def referenced(tokens: Iterable[Token]) -> int:
    """Return the total size of URLs and titles: a long reference is copied at each use."""
    return sum(
        [
            sum([len(str(value)) for value in token.attrs.values()])
            + referenced(token.children or ())
            for token in tokens
        ]
    )
