"""Excerpts: the first words of a Markdown text, without its markup.

Linear by construction: at most `READ` characters are read, and of the rest only definitions of
links. Every pattern fails at the next character that could begin another match, so no position is
scanned twice (`tests/cost/test_patterns.py`).
"""

import re
from collections.abc import Sequence
from html import unescape
from typing import Final

LENGTH: Final = 200
READ: Final = 4000
WORDS: Final = r"\[([^\[\]\n]*+(?:\n(?!\n)[^\[\]\n]*+)*+)\]"
TARGET: Final = r"\((?:[^()\n]|\([^()\n]*\))*\)"
CODE: Final = (
    ("```", re.compile(r"```.*?(```|\Z)", re.DOTALL), " "),
    ("\n~~~", re.compile(r"\n~~~.*?(\n~~~|\Z)", re.DOTALL), " "),
)
# Each with what a text must have for it: to look for that takes a hundredth of the time.
MARKS: Final = (
    ("](", re.compile(rf"!{WORDS}{TARGET}"), r"\1"),
    ("](", re.compile(WORDS + TARGET), r"\1"),
    # The mark of a footnote stands at a word or its punctuation, an exponent at a unit.
    (
        "<sup>",
        re.compile(
            r"<sup>(?:(?<=[^\W\d_]{3}<sup>)|(?<=[.,;:!?)*_\u201d\u2019\"]<sup>))\d{1,3}</sup>"
        ),
        "",
    ),
    ("<", re.compile(r"<[A-Za-z/!][^<>\n]{0,500}>"), " "),
    # Lines of headings, tables and rules. A line begins with its break, which is quick to find.
    ("--", re.compile(r"\n[ \t]*+[-|:][-|: \t]++(?=\n|\Z)"), " "),
    ("==", re.compile(r"\n[ ]{0,3}=++[ \t]*+(?=\n|\Z)"), " "),
    ("\n", re.compile(r"\n[ \t]{0,3}(#{1,6}|>|[-*+]|\d{1,9}[.)])[ \t]+"), " "),
    # Underscores at the start or the end of a word, not inside it. Each branch begins with a
    # literal, which makes the search 60 times as fast; possessive, and only at the start of a
    # run, so that a run is read once.
    ("_", re.compile(r"_(?<!__)_*+(?!\w)|_(?<!\w_)_*+"), ""),
)
ANYWHERE: Final = ("*", "`", "~~")
# Characters after a backslash and code in a line stay as they are.
LITERAL: Final = re.compile(r"\\([!-/:-@\[-`{-~])|`(?<!``)`*+([^`]++)`++")
ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});")
PLACE: Final = re.compile("\ufdd0(\\d+)\ufdd1")  # characters that no text has (Unicode 23.7)
DEFINITION: Final = re.compile(
    r"\n[ ]{0,3}\[(?:(?P<note>\^[^\[\]\s]++)\]:[^\n]*+(?:\n(?:[ ]{4}|\t)[^\n]*+)*+"
    r"|(?P<link>[^\[\]\n^][^\[\]\n]*+)\]:[ \t]*+[^\s]++[ \t]*+"
    r"(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\))?+[ \t]*+(?=\n|\Z))"
)
REFERENCES: Final = tuple(
    re.compile(rf"{start}{WORDS}(?:\[([^\[\]\n]*+)\])?+") for start in ("!", "")
)
TABLE: Final = re.compile(r"\n[ \t]*+\|?+[ \t]*+:?+-++:?+[ \t]*+\|[-|: \t]*+(?=\n|\Z)")
BARS: Final = re.compile(r"^[ \t]*+\||(?<=[ \t])\|(?=[ \t])|\|(?=[ \t]*+$)", re.MULTILINE)


def excerpt_of(content: str) -> str:
    """Return at most 200 characters, cut between words, with an ellipsis if text was left out."""
    literals: list[str] = []
    text = set_aside(replace(CODE, "\n" + content[:READ]), literals)
    text = replace(MARKS, without_bars(without_references(text, content)))
    for mark in ANYWHERE:
        text = text.replace(mark, "")
    if "&" in text:
        text = ENTITY.sub(lambda found: unescape(found.group()), text)
    if literals:
        text = PLACE.sub(lambda found: literals[int(found[1])], text)
    text = " ".join(text.split())
    if len(text) <= LENGTH:
        return text
    return (text[: LENGTH - 1].rsplit(" ", 1)[0] or text[: LENGTH - 1]).rstrip(" ,;:") + "…"


def replace(marks: Sequence[tuple[str, re.Pattern[str], str]], text: str) -> str:
    for needed, pattern, replacement in marks:
        if needed in text:
            text = pattern.sub(replacement, text)
    return text


def without_bars(text: str) -> str:
    """Remove the bars of a table; a text without one keeps its own."""
    return BARS.sub(" ", text) if "|" in text and TABLE.search(text) else text


def set_aside(text: str, literals: list[str]) -> str:
    """Replace code in a line and escaped characters by their number in `literals`."""
    if "`" not in text and "\\" not in text:
        return text

    def place(found: re.Match[str]) -> str:
        literals.append(found[1] or found[2])
        return f"\ufdd0{len(literals) - 1}\ufdd1"

    return LITERAL.sub(place, PLACE.sub("", text))


def without_references(text: str, content: str) -> str:
    """Remove definitions, and the brackets and labels that refer to one anywhere in `content`."""
    if "]:" not in content:
        return text
    defined = {
        normalise(found["note"] or found["link"]) for found in DEFINITION.finditer("\n" + content)
    }
    if not defined:
        return text

    def words(found: re.Match[str]) -> str:
        if normalise(found[2] or found[1]) not in defined:
            return str(found.group())
        return "" if found[1].startswith("^") else found[1]

    text = DEFINITION.sub("", text)
    for pattern in REFERENCES:
        text = pattern.sub(words, text)
    return text


def normalise(label: str) -> str:
    """Return the label as CommonMark compares it: without case, with single blanks."""
    return " ".join(label.split()).casefold()
