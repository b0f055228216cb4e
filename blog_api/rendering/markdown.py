"""Markdown to HTML that is safe to put into a page: CommonMark with tables, then an allow-list.

The sanitizer (ammonia, on a real HTML5 parser) has the last word, so raw HTML may stand in the
Markdown. No attribute that names (`id`) or runs anything is on the list, and no style but the
alignment of a table's cells.
"""

import html
import logging
from collections.abc import Iterable
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# At DEBUG it tells of every rule that it tries on every line, for ten times as long as it works.
logging.getLogger("markdown_it").setLevel(logging.INFO)
MAX_REFERENCED: Final = 1_000_000

PARSER: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
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
    """The only class is the language of a code block; the only scale of a number is a page's."""
    if name == "class":
        return value if value.removeprefix("language-").replace("-", "").isalnum() else None
    if name in {"width", "height", "colspan", "rowspan", "start", "value"}:
        return value if value.isascii() and value.isdigit() and len(value) <= len("1000") else None
    return value


def render_now(content: str) -> str:
    """Safe HTML, of a size that is in proportion to the content."""
    tokens = PARSER.parse(content)
    if referenced(tokens) > MAX_REFERENCED:
        return f"<pre>{html.escape(content)}</pre>\n"
    return CLEANER.clean(PARSER.renderer.render(tokens, PARSER.options, {}))


def referenced(tokens: Iterable[Token]) -> int:
    """The size of all addresses and titles: one long reference, used often, is many copies."""
    return sum(
        sum(len(str(value)) for value in token.attrs.values()) + referenced(token.children or ())
        for token in tokens
    )
