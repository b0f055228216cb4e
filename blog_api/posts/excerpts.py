"""An excerpt made from Markdown: its first words, without the marks."""

import re
from typing import Final

LENGTH: Final = 200
READ: Final = 4000
MARKS: Final = (
    (re.compile(r"```.*?(```|\Z)", re.DOTALL), " "),
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"<[A-Za-z/!][^>\n]{0,500}>"), " "),
    (re.compile(r"^[ \t]{0,3}(#{1,6}|>|[-*+]|\d{1,9}[.)])[ \t]+", re.MULTILINE), ""),
    (re.compile(r"[*`~]+|(?<!\w)_+|_+(?!\w)"), ""),
    (re.compile(r"\s+"), " "),
)


def excerpt_of(content: str) -> str:
    """At most 200 characters, cut between words, with an ellipsis where something follows."""
    text = content[:READ]
    for pattern, replacement in MARKS:
        text = pattern.sub(replacement, text)
    text = text.strip()
    if len(text) <= LENGTH:
        return text
    return (text[: LENGTH - 1].rsplit(" ", 1)[0] or text[: LENGTH - 1]).rstrip(" ,;:") + "…"
