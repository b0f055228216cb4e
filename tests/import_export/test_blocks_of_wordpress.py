"""Gutenberg blocks whose content is elsewhere, and preformatted text with links."""

import pytest

from blog_api.import_export.html.conversion import html_to_markdown
from blog_api.import_export.sources.wordpress.blocks import replace_blocks

MARK = '<p>a<sup data-fn="x" class="fn"><a href="#x" id="x-link">1</a></sup></p>'
NOTES = '[{"id": "x", "content": "One <em>note</em>"}, {"id": "y", "content": "Two"}]'
LIST = "<ol><li>One <em>note</em></li><li>Two</li></ol>"


def text_of(source: str, footnotes: str | None = None) -> tuple[str, list[str]]:
    lost: list[str] = []
    return html_to_markdown(replace_blocks(source, footnotes, lost)).markdown, lost


def test_footnotes_are_a_list_in_their_place() -> None:
    found, lost = text_of(f"{MARK}<!-- wp:footnotes /--><p>end</p>", NOTES)
    assert found == "a<sup>1</sup>\n\n1. One *note*\n2. Two\n\nend"
    assert lost == []


def test_footnotes_without_a_place_are_at_the_end() -> None:
    assert text_of(MARK, NOTES)[0] == "a<sup>1</sup>\n\n1. One *note*\n2. Two"


@pytest.mark.parametrize("footnotes", [None, "", "no JSON", "{}", "[1]", "[" * 100_000])
def test_footnotes_that_cannot_be_read(footnotes: str | None) -> None:
    assert text_of(f"{MARK}<!-- wp:footnotes /-->", footnotes)[0] == "a<sup>1</sup>"


@pytest.mark.parametrize(
    ("block", "markdown", "lost"),
    [
        ('social-link {"url":"/a","service":"x"}', "[/a](/a)", []),
        ('navigation-link {"label":"A & b","url":"/b"}', "[A & b](/b)", []),
        ('rss {"feedURL":"https://e.com/feed"}', "[https://e.com/feed](https://e.com/feed)", []),
        ("latest-posts", "", ["block latest-posts"]),
        ('core/block {"ref":7}', "", ["block block"]),
        ('jetpack/map {"points":[]}', "", ["block jetpack/map"]),
        ("rss {no JSON}", "", ["block rss"]),
        ('spacer {"height":"3px"}', "", []),
    ],
)
def test_a_block_without_content(block: str, markdown: str, lost: list[str]) -> None:
    assert text_of(f"<p>a</p><!-- wp:{block} /--><p>b</p>") == (
        "\n\n".join(filter(None, ("a", markdown, "b"))),
        lost,
    )


@pytest.mark.parametrize(
    ("block", "kept"),
    [
        ('<pre>a <a href="/x">b</a>\n  c</pre>', '<pre>a <a href="/x">b</a>&#10;  c</pre>'),
        ('<pre><img src="/x.png">\n</pre>', '<pre><img src="/x.png">&#10;</pre>'),
        ('<pre><a href="#l1"></a>a\n<a href="#l2"></a>b</pre>', "```\na\nb\n```"),
    ],
)
def test_preformatted_text_keeps_links_and_images(block: str, kept: str) -> None:
    assert html_to_markdown(block).markdown == kept


@pytest.mark.parametrize("mark", ["<!-- wp:a {", "<!-- wp:a ", "<!-- wp:a {}", "<sup data-fn=1>"])
def test_no_text_takes_long(mark: str) -> None:
    replace_blocks(mark * (100_000 // len(mark)), None, [])
