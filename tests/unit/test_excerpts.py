"""Excerpts made from Markdown."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog_api.posts.excerpts import LENGTH, READ, excerpt_of
from tests.cost.bounds import SLACK


@pytest.mark.parametrize(
    ("content", "excerpt"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("Some *very* **bold** `code` ~~gone~~ _words_.", "Some very bold code gone words."),
        ("# Heading\n\nText.", "Heading Text."),
        ("> quoted\n> twice", "quoted twice"),
        ("- one\n* two\n+ three\n1. four\n2) five", "one two three four five"),
        ("A [link](https://example.com/a_b) and ![a picture](x.png).", "A link and a picture."),
        ("[![badge](a.svg)](https://example.com)", "badge"),
        ("Before\n```python\nprint('no')\n```\nafter", "Before after"),
        ("Before\n```\nnever closed", "Before"),
        ("<p class='x'>Text</p><!-- no -->", "Text"),
        ("snake_case and 2 < 3 > 1 stay", "snake_case and 2 < 3 > 1 stay"),
        ("__init__ of _a_b_ and *_both_* but not a__b", "init of a_b and both but not a__b"),
        ("C# and 1990. are no headings", "C# and 1990. are no headings"),
        ("日本語のテキスト", "日本語のテキスト"),
    ],
)
def test_words_without_marks(content: str, excerpt: str) -> None:
    assert excerpt_of(content) == excerpt


def test_cut_between_words() -> None:
    excerpt = excerpt_of("word, " * 100)
    assert excerpt == ("word, " * 33).rstrip(", ") + "…"
    assert len(excerpt) <= LENGTH


def test_one_word_longer_than_an_excerpt() -> None:
    assert excerpt_of("x" * 1000) == "x" * (LENGTH - 1) + "…"


def test_nothing_is_cut_that_fits() -> None:
    assert excerpt_of("x" * LENGTH) == "x" * LENGTH


@given(st.text(st.sampled_from("a b[]()!<>`*_~#>-1.\n"), max_size=600))
def test_always_short_and_on_one_line(content: str) -> None:
    excerpt = excerpt_of(content)
    assert len(excerpt) <= LENGTH
    assert excerpt == excerpt.strip()
    assert "\n" not in excerpt


@pytest.mark.parametrize(
    ("content", "excerpt"),
    [
        ("See [Ada (1815)](https://x.example/wiki/Ada_(1815)).", "See Ada (1815)."),
        ("[[a](b) [c [d] e](f) [](g)", "[a [c [d] e](f)"),
        ("a____b __c__ ____ _d", "a____b c d"),
    ],
)
def test_nested_brackets_and_runs(content: str, excerpt: str) -> None:
    assert excerpt_of(content) == excerpt


PIECES = (
    "[", "![", "![x", "[x", "]", "<a", "<!-- ", "```", "[a](", "[a](b", "[a]((b)", "[](", "(", ")",
    "_", "_a", "a_", "* ", "1", "1.", "`~", "\t", " ", "\n", "#", "> ",
)  # fmt: skip  # one a line would take forty lines


@pytest.mark.parametrize("tail", ["", "a", "\n", ")"])
@pytest.mark.parametrize("head", ["", "a", "[a](", "```"])
@pytest.mark.parametrize("piece", PIECES)
def test_no_content_takes_longer_than_a_few_milliseconds(piece: str, head: str, tail: str) -> None:
    """The best of five tries, for the machine may be busy; `"[" * 4000` took 140 ms."""
    content = (head + piece * READ)[: READ - len(tail)] + tail
    assert min(cost_of(content) for _ in range(5)) < 0.005 * SLACK


def cost_of(content: str) -> float:
    started = time.process_time()
    excerpt_of(content)
    return time.process_time() - started


def test_only_the_beginning_is_read() -> None:
    """The limit bounds the cost of an excerpt, however long the content is."""
    assert excerpt_of(" " * READ + "late") == ""
    assert excerpt_of("`" * (READ - 3) + "yes" + "no") == "yes"
