"""Code blocks of many highlighters, as `<pre><code class="language-x">` with plain text inside."""

import re
from typing import Final

from turbohtml import E, Element, Text

GUTTERS: Final = (
    "td.gutter, td.rouge-gutter, td.linenos, .lineno, .line-numbers-rows, .crayon-nums, .ln, .lnt, "
    "td.hljs-ln-numbers, button"
)
LANGUAGE: Final = re.compile(
    r"(?:^|[\s;{\"'])(?:language-|lang-|lang:|brush:\s*|highlight-source-|sourceCode\s+)"
    r"([A-Za-z0-9_+#.-]+)"
)
HIGHLIGHT: Final = re.compile(r"(?:^|\s)(?:highlight|src|hljs)[ \t]+([A-Za-z0-9_+#.-]+)(?:\s|$)")
NO_LANGUAGE: Final = frozenset(
    {"plain", "text", "none", "plaintext", "nohighlight", "no-highlight"}
)
WITH_CODE: Final = "figure.highlight, div.highlight, div.highlighter-rouge, table.highlight"


def normalise_code(root: Element) -> None:
    """Reduce each code block to its text and its language, unless it has links or images."""
    for listing in root.select(WITH_CODE):
        reduce_listing(listing)
    for block in root.find_all("pre"):
        if block.parent is not None and not has_content(block):
            block.replace_with(plain_block(block))


def has_content(block: Element) -> bool:
    """Return True for links and images, which code cannot have; highlighters link to lines."""
    links = (str(link.attrs.get("href") or "#") for link in block.find_all("a"))
    return block.find("img") is not None or any(not link.startswith("#") for link in links)


def reduce_listing(listing: Element) -> None:
    """Keep only the code of a table of line numbers and code."""
    tables = listing.find_all("table") if listing.tag != "table" else [listing]
    code = listing.select_one("td.code pre, td.rouge-code pre, td:last-child pre")
    if not tables or code is None:
        return
    language = language_of(listing) or language_of(code)
    block = plain_block(code)
    if language:
        set_language(block, language)
    listing.replace_with(block)


def plain_block(block: Element) -> Element:
    for gutter in block.select(GUTTERS):
        gutter.decompose()
    for line_break in block.find_all("br"):
        line_break.replace_with(Text("\n"))
    code = E.code(block.text)
    plain = E.pre(code)
    language = language_of(block)
    if language:
        set_language(plain, language)
    return plain


def set_language(block: Element, language: str) -> None:
    code = block.find("code")
    if code is not None:
        code.attrs["class"] = f"language-{language}"


def language_of(block: Element) -> str | None:
    elements = [block, *block.find_all("code")[:1], *list(block.ancestors)[:2]]
    for element in elements:
        if isinstance(element, Element) and (found := language_in(element)):
            return found
    return None


def language_in(element: Element) -> str | None:
    names = ("data-lang", "data-language", "lang")
    named = [str(element.attrs[name]) for name in names if element.attrs.get(name)]
    if element.tag not in {"pre", "code"}:
        named = [name for name in named if element.has_class("highlight")]
    classes = class_of(element)
    for pattern in (LANGUAGE, HIGHLIGHT):
        named += [found[1] for found in pattern.finditer(classes)]
    usable = (name.lower().rstrip(";") for name in named)
    return next((name for name in usable if name and name not in NO_LANGUAGE), None)


def class_of(element: Element) -> str:
    value = element.attrs.get("class") or ""
    return value if isinstance(value, str) else " ".join(value)
