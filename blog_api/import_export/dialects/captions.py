"""Captions of WordPress, also in posts that another system took over with their brackets."""

import html
import re
from typing import Final

from blog_api.import_export.dialects.markup import attributes_of, escaped
from blog_api.import_export.dialects.pairs import replace_pairs

CLOSING: Final = "[/{}]"
# A word in brackets has no such attributes. Editors of other systems escape the quotes.
TAKEN_OVER: Final = re.compile(
    r"\[(?P<name>caption)\b(?P<rest>(?=[^\[\]]{0,200}\b(?:id|align|width)=)[^\[\]]{0,2000})\]"
)
# Quotes in it are not escaped.
OLD_WORDS: Final = re.compile(r"\bcaption=\"(?P<words>.*)\"\s*$", re.DOTALL)
IMAGE: Final = re.compile(r"\A\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)


def caption(found: re.Match[str], body: str) -> str:
    """Write a figure; old captions are an attribute."""
    parts = IMAGE.match(body)
    if parts is None:
        return body
    words = parts[2].strip() or words_of(found["rest"])
    return f"\n\n<figure>{parts[1]}<figcaption>{words}</figcaption></figure>\n\n"


def words_of(rest: str) -> str:
    text = html.unescape(rest)
    found = OLD_WORDS.search(text)
    return found["words"] if found else attributes_of(text).get("caption", "")


def replace_html_captions(text: str) -> str:
    """Convert captions in HTML of a system that is not WordPress."""
    return replace_pairs(TAKEN_OVER, CLOSING, caption, text) if "[caption" in text else text


def replace_markdown_captions(text: str) -> str:
    """Convert captions in Markdown: the words follow the image."""
    return replace_pairs(TAKEN_OVER, CLOSING, below, text) if "[caption" in text else text


def below(found: re.Match[str], body: str) -> str:
    words = words_of(found["rest"])
    return f"{body.strip()}\n\n{escaped(words)}" if words else body.strip()
