"""Excerpts: the first words of a Markdown text, without its markup.

Linear by construction: at most `READ` characters are read, and every pattern fails at the next
character that could begin another match, so no position is scanned twice
(`tests/cost/test_patterns.py`).
"""

import re
from typing import Final

LENGTH: Final = 200
READ: Final = 4000
TARGET: Final = r"\((?:[^()\n]|\([^()\n]*\))*\)"
# Each with what a text must have for it: to look for that takes a hundredth of the time.
MARKS: Final = (
    ("```", re.compile(r"```.*?(```|\Z)", re.DOTALL), " "),
    ("](", re.compile(rf"!\[([^\[\]\n]*)\]{TARGET}"), r"\1"),
    ("](", re.compile(rf"\[([^\[\]\n]*)\]{TARGET}"), r"\1"),
    ("<", re.compile(r"<[A-Za-z/!][^<>\n]{0,500}>"), " "),
    ("", re.compile(r"^[ \t]{0,3}(#{1,6}|>|[-*+]|\d{1,9}[.)])[ \t]+", re.MULTILINE), ""),
    # Underscores at the start or the end of a word, not inside it. Each branch begins with a
    # literal, which makes the search 60 times as fast; possessive, and only at the start of a
    # run, so that a run is read once.
    ("_", re.compile(r"_(?<!__)_*+(?!\w)|_(?<!\w_)_*+"), ""),
)
ANYWHERE: Final = "*`~"


def excerpt_of(content: str) -> str:
    """Return at most 200 characters, cut between words, with an ellipsis if text was left out."""
    text = content[:READ]
    for needed, pattern, replacement in MARKS:
        if needed in text:
            text = pattern.sub(replacement, text)
    for mark in ANYWHERE:
        text = text.replace(mark, "")
    text = " ".join(text.split())
    if len(text) <= LENGTH:
        return text
    return (text[: LENGTH - 1].rsplit(" ", 1)[0] or text[: LENGTH - 1]).rstrip(" ,;:") + "…"
