"""Merges of Markdown written by hand: which are clean, and which are refused."""

import pytest

from blog_api.diffing.text_merge import Conflicts, Hunk, Merged, merge_texts
from blog_api.rendering.markdown import BLOCK_PARSER, PARSER

PARAGRAPHS = "One.\n\nTwo.\n\nThree.\n\nFour.\n"
FENCE = "Intro.\n\n```python\na = 1\nb = 2\nc = 3\n```\n\nEnd.\n\nMore.\n"
TABLE = "Intro.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |\n\nEnd.\n"
HTML = "Intro.\n\n<div>\none\ntwo\nthree\n</div>\n\nEnd.\n\nMore.\n"
LIST = "- one\n- two\n- three\n- four\n- five\n"
FRONT = "---\ntitle: x\ndate: y\n---\n\nText.\n\nEnd.\n"
LINKS = "See [a].\n\nEnd.\n\nMore.\n\n[b]: /b\n"

Edit = tuple[str, str]
CLEAN: dict[str, tuple[str, Edit, Edit]] = {
    "paragraphs": (PARAGRAPHS, ("One.", "1."), ("Two.", "2.")),
    "paragraph added, another changed": (PARAGRAPHS, ("Two.\n", "Two.\n\nNew.\n"), ("One.", "1.")),
    "paragraph deleted, another changed": (PARAGRAPHS, ("Four.\n", ""), ("One.", "1.")),
    "lines of one fence": (FENCE, ("a = 1", "a = 9"), ("c = 3", "c = 9")),
    "line in a fence, text after it": (FENCE, ("b = 2", "b = 9"), ("More.", "More!")),
    "two fences added": (
        FENCE,
        ("Intro.\n", "Intro.\n\n```\nfirst\n```\n"),
        ("More.\n", "More.\n\n~~~\nlast\n~~~\n"),
    ),
    "rows of one table": (TABLE, ("| 1 |", "| 8 |"), ("| 5 |", "| 9 |")),
    "row added, text changed": (TABLE, ("| 5 | 6 |\n", "| 5 | 6 |\n| 7 | 8 |\n"), ("Intro", "New")),
    "lines of one HTML block": (HTML, ("one", "1"), ("three", "3")),
    "items of a list": (LIST, ("one", "1"), ("three", "3")),
    "items added to a list": (
        LIST,
        ("- one\n", "- zero\n- one\n"),
        ("- five\n", "- five\n- six\n"),
    ),
    "front matter and text": (FRONT, ("title: x", "title: z"), ("Text.", "Words.")),
    "setext headings": ("A\n=\n\nB\n-\n\nC\n", ("A\n=", "A1\n=="), ("C", "C1")),
    "reference definitions": (LINKS, ("See", "Read"), ("[b]: /b\n", "[b]: /b\n[a]: /a\n")),
}
CONFLICT: dict[str, tuple[str, Edit, Edit]] = {
    "the same line": (PARAGRAPHS, ("One.", "1."), ("One.", "I.")),
    "adjoining lines": (LIST, ("one", "1"), ("two", "2")),
    "insertion next to a change": (LIST, ("- one\n", "- one\n- new\n"), ("two", "2")),
    "insertions at one place": (LIST, ("- one\n", "- one\n- x\n"), ("- one\n", "- one\n- y\n")),
    "changed and deleted": (PARAGRAPHS, ("Two.\n\n", ""), ("Two.", "2.")),
    "heading and its underline": ("A\n=\n\nB\n", ("A\n", "A1\n"), ("=\n", "==\n")),
    "fence removed, its lines changed": (
        FENCE,
        ("```python\na = 1\nb = 2\nc = 3\n```", "a = 1\nb = 2\nc = 3"),
        ("b = 2", "b = 9"),
    ),
    "end of a fence moved over new text": (
        FENCE,
        ("```\n\nEnd.\n\nMore.\n", "\nEnd.\n\nMore.\n```\n"),
        ("End.\n", "End!\n"),
    ),
    "fence opened above text with one": (
        "A\n\nB\n\nC\n\nD\n",
        ("A\n", "```\nA\n"),
        ("C\n", "C\n\n```\ncode\n```\n"),
    ),
    "header of a table removed, row changed": (
        TABLE,
        ("| a | b |\n|---|---|\n", ""),
        ("| 5 | 6 |", "| 5 | 9 |"),
    ),
    "start of an HTML block removed, line changed": (HTML, ("<div>\n", ""), ("three", "3")),
    "HTML block cut by a blank line, line changed": (HTML, ("one\n", "one\n\n"), ("three", "3")),
    "one reference defined twice": (
        LINKS,
        ("End.\n", "End.\n\n[a]: /mine\n"),
        ("[b]: /b\n", "[b]: /b\n[a]: /theirs\n"),
    ),
}


def edited(text: str, edit: Edit) -> str:
    assert text.count(edit[0]) >= 1
    return text.replace(*edit, 1)


@pytest.mark.parametrize("name", CLEAN)
def test_clean(name: str) -> None:
    base, mine, other = CLEAN[name]
    merged = merge_texts(base, edited(base, mine), edited(base, other))
    assert merged == Merged(edited(edited(base, mine), other))


@pytest.mark.parametrize("name", CONFLICT)
def test_conflict(name: str) -> None:
    base, mine, other = CONFLICT[name]
    assert isinstance(merge_texts(base, edited(base, mine), edited(base, other)), Conflicts)


def test_the_hunks_of_a_conflict_are_its_lines() -> None:
    result = merge_texts("a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nb!\nc\nD\n")
    assert result == Conflicts((Hunk(["b\n"], ["B\n"], ["b!\n"]),))


def test_the_same_change_of_both_is_no_conflict() -> None:
    merged = merge_texts("a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nB\nc\nD\n")
    assert merged == Merged("a\nB\nc\nD\n")


@pytest.mark.parametrize(
    ("base", "yours", "theirs", "merged"),
    [
        ("a\nb\nc\n", "a\r\nb\r\nC\r\n", "A\nb\nc\n", "A\r\nb\r\nC\r\n"),
        ("a\r\nb\r\nc\r\n", "a\nb\nC\n", "A\r\nb\r\nc\r\n", "A\nb\nC\n"),
        ("a\nb\nc\n", "a\r\nb\r\nC\r\n", "A\rb\rc\r", "A\nb\nC\n"),
        ("a\nb\r\nc\n", "a\nb\r\nC\n", "A\nb\r\nc\n", "A\nb\r\nC\n"),
        ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"),
        ("a\nb\nc", "A\nb\nc", "a\nb\nc\nd", "A\nb\nc\nd"),
        ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nc", "A\nb\nc"),
    ],
)
def test_line_ends(base: str, yours: str, theirs: str, merged: str) -> None:
    assert merge_texts(base, yours, theirs) == Merged(merged)
    assert merge_texts(base, theirs, yours) == Merged(merged)


def test_line_ends_that_would_become_one_are_refused() -> None:
    """The CR that ends a line, and then an empty line that ends in LF, would be one CRLF."""
    merged = merge_texts("a\n\rb\nc\r", "a\nx\r\rb\nc\r", "a\n\nB\nc\r")
    assert isinstance(merged, Conflicts)


@pytest.mark.parametrize("text", [PARAGRAPHS, FENCE, TABLE, HTML, LIST, FRONT, LINKS])
def test_blocks_are_those_that_are_rendered(text: str) -> None:
    def blocks(tokens: list[object]) -> list[object]:
        return [(getattr(token, "type", ""), getattr(token, "map", None)) for token in tokens]

    assert blocks([*BLOCK_PARSER.parse(text)]) == blocks([*PARSER.parse(text)])
