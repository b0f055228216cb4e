"""Bare web addresses as links, as GFM has them and CommonMark does not."""

import html
import re
from typing import Final

from blog_api.import_export.dialects.masks import around_spans

ADDRESS: Final = re.compile(
    # Links, references and tags, whose addresses are not bare; a longer label is read as text,
    # because each bracket of many would be searched for its end.
    r"!?\[(?:[^\[\]\\\n]|\\.|\n(?![ \t]{0,20}\n)|\[[^\[\]\n]{0,200}\]){0,200}+\]"
    r"(?:\((?:[^()\n]|\([^()\n]*\))*+\)|:[ \t]*+(?:\n[ \t]*+)?[^\n]*)?"
    # The target of a link whose label was not seen whole, such as one with an image in it.
    r"|\]\([ \t]*+(?:[^()\s]|\([^()\s]*\))*+|\]:[ \t]*+\n?[ \t]*+\S+"
    r"|<a\b(?:(?!<a\b).)*?</a\s*>|<[^<>]*>"
    r"|(?<![^\s*_~(])(?P<bare>https?://[\w-]++\.[^\s<>|`\"\\\ufdd0]+)",
    re.DOTALL | re.IGNORECASE,
)
AFTER: Final = re.compile(r"(?:[?!.,:;*_~'\"]|&[a-z]+;)+$", re.IGNORECASE)


def link_bare_addresses(text: str) -> str:
    return around_spans(text, link_in) if "://" in text else text


def link_in(part: str) -> str:
    """Write autolinks, or next to HTML links in HTML: a block of HTML has no Markdown."""
    is_html = "<" in part

    def link(found: re.Match[str]) -> str:
        bare = found["bare"]
        if not bare:
            return str(found.group())
        address = address_in(bare)
        shown = html.escape(address)
        linked = f'<a href="{shown}">{shown}</a>' if is_html else f"<{address}>"
        return linked + bare[len(address) :]

    return ADDRESS.sub(link, part)


def address_in(bare: str) -> str:
    """Return the address without the punctuation after it (GFM, extended autolinks)."""
    while True:
        address = AFTER.sub("", bare)
        if address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1]
        if address == bare:
            return address
        bare = address
