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


DEFINED = (
    "\n\n[1]: https://example.com/a\n[Two  words]: <https://example.com/b> 'Title'\n[^n]: A note.\n"
)


@pytest.mark.parametrize(
    ("content", "excerpt"),
    [
        ("The [anti-NMDA encephalitis][1] of ![a][1].", "The anti-NMDA encephalitis of a."),
        ("A [two words][], [two Words], [Two\nwords] and [more][two words].",
         "A two words, two Words, Two words and more."),
        ("[![badge][1]][two words] here", "badge here"),
        ("A note[^n] and none[^m].", "A note and none[^m]."),
        ("It [sic] is [a][b] and `x[1]`, `m[i][1]`.", "It [sic] is [a][b] and x[1], m[i][1]."),
        ("A [link\nof two lines](https://example.com/) and [one][1]",
         "A link of two lines and one"),
    ],
)  # fmt: skip  # each in one or two lines
def test_references_are_their_words(content: str, excerpt: str) -> None:
    assert excerpt_of(content + DEFINED) == excerpt
    assert excerpt_of(DEFINED + content) == excerpt


def test_definitions_behind_the_part_that_is_read() -> None:
    assert excerpt_of("The [words][1] " + "and more " * READ + DEFINED).startswith("The words and")


@pytest.mark.parametrize(
    "content",
    [
        "[Update]: we moved to another town.",
        "Text\n[a]: is no definition",
        "[^note] alone",
        "[words] [and][more]",
    ],
)
def test_brackets_without_a_definition_stay(content: str) -> None:
    assert excerpt_of(content) == " ".join(content.split())


@pytest.mark.parametrize(
    ("content", "excerpt"),
    [
        ("Type `<button>` and `a*b*c` or `` x ``.", "Type <button> and a*b*c or x ."),
        ("A [`code`](a\\_b) of [two](c\\_`d`).", "A code of two."),
        (r"The file \_backup.filter is \*not\* \[here\](at all).",
         "The file _backup.filter is *not* [here](at all)."),
        ("| Type | Size |\n|:--|--|\n| `a | b` | 1 |\n\nEnd", "Type Size a | b 1 End"),
        ("Wisdom | Digital ~5 (1~9)", "Wisdom | Digital ~5 (1~9)"),
        ("What is good\n============\n\nText\n----\n\n---\n\nMore -- of it",
         "What is good Text More -- of it"),
        ("Q&amp;A of &lt;b&gt;,&nbsp;`&amp;`, AT&T &c;", "Q&A of <b>, &amp;, AT&T &c;"),
        ("Before\n~~~js\nno()\n~~~\nafter", "Before after"),
        ("An idea<sup>1</sup> of it.<sup>23</sup> Not m<sup>2</sup>.", "An idea of it. Not m 2 ."),
    ],
)  # fmt: skip  # each in one or two lines
def test_other_marks(content: str, excerpt: str) -> None:
    assert excerpt_of(content) == excerpt


PIECES = (
    "[", "![", "![x", "[x", "]", "<a", "<!-- ", "```", "[a](", "[a](b", "[a]((b)", "[](", "(", ")",
    "_", "_a", "a_", "* ", "1", "1.", "`~", "\t", " ", "\n", "#", "> ", "\n[a]: b", "[a][", "\n[",
    "\n[^a]: ", "[a]:", "|", "|-", "-", "\n|", "=", "\\", "`", "`a", "~~~\n", "<sup>", "[\n",
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
