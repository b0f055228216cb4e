"""Markdown to HTML: what it becomes, what never gets through, and what it may cost."""

import logging
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from typing_extensions import override

from blog_api.rendering import renderer
from blog_api.rendering.markdown import CLEANER, render_now
from blog_api.rendering.renderer import MARKS
from tests.xss import XSS

ALLOWED_TAGS = """
p h1 h2 h3 h4 h5 h6 blockquote pre hr ul ol li dl dt dd div details summary figure figcaption
table thead tbody tfoot tr th td caption
a abbr b br cite code del em i img ins kbd mark q s samp small span strong sub sup time u var
"""
ALLOWED_ATTRIBUTES = """
href title class open src alt width height value start colspan rowspan scope datetime style rel
"""
TAGS = set(ALLOWED_TAGS.split())
ATTRIBUTES = set(ALLOWED_ATTRIBUTES.split())
HARMLESS_SCHEMES = {"", "http", "https", "mailto"}


class Inspector(HTMLParser):
    """Reads HTML back as a browser would, and collects what is not on the list."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(tag)
        if tag == "a" and dict(attrs).get("rel") != "nofollow noopener":
            self.wrong.append("a without rel")
        for name, value in attrs:
            self.check_attribute(name, value or "")

    def check_attribute(self, name: str, value: str) -> None:
        if name not in ATTRIBUTES:
            self.wrong.append(name)
        if name in {"href", "src"} and urlsplit(value.strip()).scheme not in HARMLESS_SCHEMES:
            self.wrong.append(value)
        if name == "style" and value not in {
            f"text-align:{x}" for x in ("left", "center", "right")
        }:
            self.wrong.append(value)
        if name == "class" and not value.startswith("language-"):
            self.wrong.append(value)

    @override
    def handle_comment(self, data: str) -> None:
        self.wrong.append(data)

    @override
    def handle_decl(self, decl: str) -> None:
        self.wrong.append(decl)


def faults(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.wrong


def test_the_corpus_is_large_and_the_inspector_not_blind() -> None:
    assert len(set(XSS)) >= 150
    assert faults("<script>x</script>") == ["script"]
    assert faults("<a href='javascript:x' rel='nofollow noopener'>") == ["javascript:x"]
    assert faults("<p onclick=x id=y>") == ["onclick", "id"]


@pytest.mark.parametrize("vector", XSS)
def test_nothing_that_runs_gets_through(vector: str) -> None:
    for content in (vector, f"Some *text*\n\n{vector}\n\nmore", f"- {vector}", f"a {vector} b"):
        html = render_now(content)
        assert faults(html) == [], html
        assert CLEANER.clean(html) == html  # a second parser's view changes nothing


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("# Hi *you*", "<h1>Hi <em>you</em></h1>\n"),
        ("a\nb", "<p>a\nb</p>\n"),
        (
            "[x](https://x.example 't')",
            '<p><a href="https://x.example" title="t" rel="nofollow noopener">x</a></p>\n',
        ),
        ("<https://x.example>", '<p><a href="https://x.example" rel="nofollow noopener">'),
        ("[x](/relative)", '<p><a href="/relative" rel="nofollow noopener">x</a></p>\n'),
        ("![x](https://x.example/y.png)", '<p><img src="https://x.example/y.png" alt="x"></p>\n'),
        ("```py\n1 < 2\n```", '<pre><code class="language-py">1 &lt; 2\n</code></pre>\n'),
        ("~~gone~~ 2 < 3 & 4", "<p><s>gone</s> 2 &lt; 3 &amp; 4</p>\n"),
        ("press <kbd>x</kbd> H<sub>2</sub>O", "<p>press <kbd>x</kbd> H<sub>2</sub>O</p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(content: str, html: str) -> None:
    assert render_now(content).startswith(html)


def test_the_parser_tells_nothing_of_its_rules(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    render_now("# Hello\n\n*there*")
    assert caplog.records == []


def test_tables_keep_their_alignment() -> None:
    html = render_now("|a|b|\n|:-:|--:|\n|1|2|")
    assert '<th style="text-align:center">a</th>' in html
    assert '<td style="text-align:right">2</td>' in html


@pytest.mark.parametrize(
    ("content", "threads"),
    [
        ("A *short* post.\n\nWith [a link](https://example.com).", 0),
        ("word " * 800, 0),
        ("word " * 801, 1),
        *((mark * 51 + " word", 1) for mark in MARKS),
    ],
)
async def test_what_takes_a_moment_is_rendered_in_a_thread(
    monkeypatch: pytest.MonkeyPatch, content: str, threads: int
) -> None:
    used = []
    with ThreadPoolExecutor(1, initializer=lambda: used.append(1)) as pool:
        monkeypatch.setattr(renderer, "THREADS", pool)
        assert await renderer.render(content) == render_now(content)
    assert len(used) == threads


@pytest.mark.parametrize(
    "content",
    [
        "[a]: http://x/" + "y" * 40_000 + "\n\n" + "[a]" * 19_000,
        "[a]: /x '" + '"' * 40_000 + "'\n\n" + "[a]" * 19_000,
        "|a" * 10_000 + "|\n" + "|-" * 10_000 + "|\n" + "x\n" * 25_000,
        "[" * 100_000,
        "![](" * 25_000,
        "*a_ " * 25_000,
        "> " * 50_000,
        "<div>" * 20_000,
        "<b>" * 33_000,
        "&" * 100_000,
    ],
)
def test_hostile_content_costs_megabytes_at_most(content: str) -> None:
    html = render_now(content[:100_000])
    assert len(html) < 4_000_000
    assert faults(html[:100_000].rpartition("<")[0]) == []
