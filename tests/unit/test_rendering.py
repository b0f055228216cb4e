"""Markdown to HTML: output, sanitisation, and cost."""

import logging
import threading
import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from typing_extensions import override

from blog_api.rendering import markdown, renderer
from blog_api.rendering.markdown import CLEANER, render_now
from blog_api.rendering.renderer import MARKS
from tests.cost.bounds import SLACK
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
    """Parses HTML as a browser would, and collects everything outside the allow list."""

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


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("A vector<int> holds numbers.", "<p>A vector&lt;int&gt; holds numbers.</p>\n"),
        ("Go to <path> and\nwait.", "<p>Go to &lt;path&gt; and\nwait.</p>\n"),
        ("A <LIST a='b'> **of** it", "<p>A &lt;LIST a='b'&gt; <strong>of</strong> it</p>\n"),
        ("<set>\nTo be\n</set>\n\nAnd on.", "&lt;set&gt;\nTo be\n&lt;/set&gt;\n<p>And on.</p>\n"),
        ("`<int>` and <b>x</b>", "<p><code>&lt;int&gt;</code> and <b>x</b></p>\n"),
        ("A <svg><path d='M0'/><text>in</text></svg> drawing", "<p>A  drawing</p>\n"),
        ("x</svg> <int> y", "<p>x &lt;int&gt; y</p>\n"),
    ],
)
def test_names_of_other_languages_in_brackets_are_shown(content: str, html: str) -> None:
    """The sanitizer would remove them with the rest of the paragraph."""
    assert render_now(content) == html


def test_the_parser_tells_nothing_of_its_rules(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    render_now("# Hello\n\n*there*")
    assert caplog.records == []


def test_tables_keep_their_alignment() -> None:
    html = render_now("|a|b|\n|:-:|--:|\n|1|2|")
    assert '<th style="text-align:center">a</th>' in html
    assert '<td style="text-align:right">2</td>' in html


@pytest.mark.parametrize(
    ("info", "html_class"),
    [
        ("c++", "language-c++"),
        ("objective-c", "language-objective-c"),
        ("c#", "language-c#"),
        ("x" * 31, None),
        ("日本", None),
        ("a/b", None),
    ],
)
def test_the_language_of_a_code_block_is_plain(info: str, html_class: str | None) -> None:
    given = f' class="{html_class}"' if html_class else ""
    assert render_now(f"```{info}\n1\n```") == f"<pre><code{given}>1\n</code></pre>\n"


@pytest.mark.parametrize("name", ["btn", "language-", "language-a b", "language-a language-b", ""])
def test_other_classes_are_dropped(name: str) -> None:
    assert render_now(f'<code class="{name}">x</code>') == "<p><code>x</code></p>\n"


@pytest.mark.parametrize(
    ("content", "threads"),
    [
        ("A *short* post.\n\nWith [a link](https://example.com).", 0),
        ("word " * 800, 0),
        ("word " * 801, 1),
        *((mark * 51 + " word", 1) for mark in MARKS),
    ],
)
async def test_longer_texts_are_rendered_in_a_thread(
    monkeypatch: pytest.MonkeyPatch, content: str, threads: int
) -> None:
    used: list[int] = []
    ident = threading.get_ident()
    monkeypatch.setattr(markdown, "render_now", lambda _: used.append(threading.get_ident()))
    await renderer.render(content)
    assert [thread != ident for thread in used] == [threads == 1]


TABLE = "|a" * 200 + "|\n" + "|-" * 200 + "|\n" + "x\n" * 330 + "\n"
HOSTILE = {
    "long references": "[a]: http://x/" + "y" * 40_000 + "\n\n" + "[a]" * 19_000,
    "long titles": "[a]: /x '" + '"' * 40_000 + "'\n\n" + "[a]" * 19_000,
    "wide table": "|a" * 10_000 + "|\n" + "|-" * 10_000 + "|\n" + "x\n" * 25_000,
    "many tables (70 s, 45 MB)": TABLE * 17,
    "quoted tables": ("> |a|b\n> |-|-\n" + "> x\n" * 3) * 4000,
    "old line ends": (TABLE * 17).replace("\n", "\r"),
    "reopened elements (hundreds of MB)": "".join(f"<b a={n}>" for n in range(4000))
    + "<p>x</p>" * 6000,
    "brackets": "[" * 100_000,
    "images": "![](" * 25_000,
    "emphasis": "*a_ " * 25_000,
    "quotes": "> " * 50_000,
    "list items": "- a\n" * 25_000,
    "div": "<div>" * 20_000,
    "lists of lists": "<ul><li>" * 12_000,
    "bold": "<b>" * 33_000,
    "mixed case": "<Ul><lI>" * 12_000,
    "wrong order": "<b></i>" * 14_000,
    "ampersands": "&" * 100_000,
    "addresses": "<http://a>" * 10_000,
    "code": "`a``" * 25_000,
    "titles": "[a]: x '\n" * 11_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_content_costs_half_a_second_and_megabytes_at_most(name: str) -> None:
    content = HOSTILE[name][:100_000]
    html = render_now(content)
    assert min(cost_of(content) for _ in range(3)) < 0.5 * SLACK
    assert len(html) < 1_000_000
    assert faults(html[:100_000].rpartition("<")[0]) == []


def cost_of(content: str) -> float:
    """Return seconds of processor time; the best of a few tries counts on a busy machine."""
    started = time.thread_time()
    render_now(content)
    return time.thread_time() - started


@pytest.mark.parametrize("content", ["|a" * 5_000 + "\n|-\n" * 9_000, "<div>" * 9_000])
def test_text_beyond_the_bounds_is_shown_as_plain_text(content: str) -> None:
    escaped = content.replace("<", "&lt;").replace(">", "&gt;")
    assert render_now(content) == f"<pre>{escaped}</pre>\n"


def test_long_ordinary_texts_are_within_the_bounds() -> None:
    section = (
        "## Title\n\n" + "Lorem *ipsum* dolor [sit](https://x.example/a_b) amet. " * 8 + "\n\n"
        "- one\n- `two`\n\n```py\nx = [1, *y]\n```\n\n|a|b|\n|-|-|\n|1|2|\n\n"
        "<details><summary>more</summary>\n\ntext<br>\n</details>\n\n"
    )
    content = (section * 200)[:100_000]
    assert not render_now(content).startswith("<pre>")
