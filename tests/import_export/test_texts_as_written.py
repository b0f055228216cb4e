"""Texts and code of public blogs that an import changed, each in its smallest form."""

from pathlib import Path

import pytest

from blog_api.import_export.html.conversion import html_to_markdown
from tests.import_export.sources import WXR, item
from tests.import_export.test_further_systems import read_whole, write

EXCERPT = "<excerpt:encoded><![CDATA[]]>"


def excerpt_item(number: int, excerpt: str) -> str:
    return item(number).replace(EXCERPT, f"<excerpt:encoded><![CDATA[{excerpt}]]>")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('<a href="?<?php $d&type=$t ?>">', '<a href="?<?php $d&type=$t ?>">'),
        ("<b>&eacute; &amp; &nbsp;</b>", "<b>&eacute; &amp; &nbsp;</b>"),
        ("<i>a[b[0]]&lt;</i>", "<i>a[b[0]]&lt;</i>"),
    ],
)
def test_code_of_wordpress_keeps_its_references(tmp_path: Path, code: str, shown: str) -> None:
    export = WXR.format(items=item(1, content=f'<pre lang="php">{code}</pre>'))
    (post,), _ = read_whole(write(tmp_path / "export", {"site.xml": export}), tmp_path)
    assert post.data.content == f"```php\n{shown}\n```"


@pytest.mark.parametrize("size", range(256 * 1024 - 16, 256 * 1024 + 4))
def test_a_section_that_begins_at_the_end_of_a_chunk(tmp_path: Path, size: int) -> None:
    """Files are read in pieces of 256 KiB; each piece of `<![CDATA[&` and `]]>&` is tried."""
    export = WXR.format(items=item(1, content='<pre lang="c"><a&b></pre>]]>&eacute;<![CDATA[&amp;'))
    for mark in ("<![CDATA[<pre", "]]>&eacute;"):
        before = export.index(mark)
        padded = export[:before].replace("<item>", " " * (size - before) + "<item>", 1)
        posts, _ = read_whole(
            write(tmp_path / mark[3:5], {"a.xml": padded + export[before:]}), tmp_path
        )
        assert [post.data.content for post in posts] == ["```c\n<a&b>\n```\n\né&"]


def test_an_excerpt_of_wordpress_is_text(tmp_path: Path) -> None:
    export = WXR.format(
        items=excerpt_item(1, "Tom & <em>Jerry</em> at AT&amp;T, caf&eacute;")
        + excerpt_item(2, "<br>")
    )
    posts, _ = read_whole(write(tmp_path / "export", {"site.xml": export}), tmp_path)
    assert [post.data.excerpt for post in posts] == ["Tom & Jerry at AT&T, café", None]


def test_an_excerpt_of_html_has_no_code() -> None:
    assert html_to_markdown("<p>A boat.</p><pre>row()</pre><p>It sails.</p>").excerpt == (
        "A boat. It sails."
    )
    assert html_to_markdown("<pre>row()</pre>").excerpt == "row()"
