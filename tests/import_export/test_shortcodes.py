"""Shortcodes of WordPress: converted, linked or kept as text."""

import time

import pytest

from blog_api.import_export.sources.wordpress.shortcodes import (
    UNESCAPED,
    Attachments,
    replace_shortcodes,
)

IMAGE = '<img src="a.jpg" />'
WORDPRESS = {
    f'[caption id="x" width="3"]{IMAGE} A cap[/caption]': (
        f"<figure>{IMAGE}<figcaption>A cap</figcaption></figure>"
    ),
    f'[caption caption="Old"]{IMAGE}[/caption]': (
        f"<figure>{IMAGE}<figcaption>Old</figcaption></figure>"
    ),
    '[gallery ids="1,2"]': (
        '<p><img src="1.jpg" alt=""></p>\n'
        '<figure><img src="2.jpg" alt=""><figcaption>Two</figcaption></figure>'
    ),
    '[code language="php"]&lt;?php <b>[/code]': (
        '<pre><code class="language-php">&lt;?php &lt;b&gt;</code></pre>'
    ),
    "[php]a = [1][/php]": '<pre><code class="language-php">a = [1]</code></pre>',
    # CodeColorer: modes and a language in the name, or an attribute
    "[ccnLe_php]if (a &lt; 1) {}[/ccnLe_php]": (
        '<pre><code class="language-php">if (a &lt; 1) {}</code></pre>'
    ),
    '[cce lang="diff"]\n- a\n+ b\n[/cce]': (
        '<pre><code class="language-diff">- a\n+ b</code></pre>'
    ),
    "[cc]x[/cc]": "<pre><code>x</code></pre>",
    "a [ccie_sql]x < y[/ccie_sql] b": "a <code>x &lt; y</code> b",
    "[diff]- a[/diff]": '<pre><code class="language-diff">- a</code></pre>',
    "the [R] and [cc] marks": "the [R] and [cc] marks",
    "[embed]https://e.com/x[/embed]": '<a href="https://e.com/x">https://e.com/x</a>',
    "[youtube https://youtu.be/abc]": '<a href="https://youtu.be/abc">https://youtu.be/abc</a>',
    '[audio src="https://e.com/a.mp3"]': (
        '<p><a href="https://e.com/a.mp3">https://e.com/a.mp3</a></p>'
    ),
    '[video mp4="https://e.com/a.mp4"][/video]': (
        '<p><a href="https://e.com/a.mp4">https://e.com/a.mp4</a></p>'
    ),
    "[box color='x']Inner[/box]": "Inner",
    '[contact-form-7 id="1" title="t"]': "",
    "see [1] and [sic] and [a link]": "see [1] and [sic] and [a link]",
    "[[gallery]]": "[gallery]",
    "<pre>[gallery]</pre>": "<pre>[gallery]</pre>",
    "a[0] = b[i]": "a[0] = b[i]",
    '<pre lang="php" line="1">\n<?php if (a < b): ?>\n<b>x</b>\n</pre>': (
        '<pre><code class="language-php">&lt;?php if (a &lt; b): ?&gt;\n&lt;b&gt;x&lt;/b&gt;'
        "</code></pre>"
    ),
    "<pre lang='java'>Map<String, Integer> [a]</pre>": (
        '<pre><code class="language-java">Map&lt;String, Integer&gt; [a]</code></pre>'
    ),
    '<PRE class="c" LANG=html><body>\n<pre>a</pre>&amp;</body></PRE> <i>b</i>': (
        '<pre><code class="language-html">&lt;body&gt;\n&lt;pre&gt;a&lt;/pre&gt;&amp;amp;'
        "&lt;/body&gt;</code></pre> <i>b</i>"
    ),
    'a <code lang="xml"><a/></code> b': 'a <code class="language-xml">&lt;a/&gt;</code> b',
    '<pre lang="php">a &lt; b</pre>': '<pre lang="php">a &lt; b</pre>',
    '<pre lang="php" escaped="true"><b>&lt;</b></pre>': (
        '<pre lang="php" escaped="true"><b>&lt;</b></pre>'
    ),
    '<pre lang="php">never closed <b>': '<pre lang="php">never closed <b>',
}


def test_code_that_is_not_closed_takes_linear_time() -> None:
    """100,000 openings would take hours with a pattern that looks for the end of each."""
    text = '<pre lang="php">x ' * 100_000
    assert UNESCAPED.search(text) is None


@pytest.mark.parametrize("written", WORDPRESS)
def test_wordpress(written: str) -> None:
    found = replace_shortcodes(written, Attachments({"1": "1.jpg", "2": "2.jpg"}, {"2": "Two"}), [])
    assert found.strip() == WORDPRESS[written]


UNCLOSED = ("<pre lang='php'>", "<pre>", "[code]", "[caption]", "[embed]", "[embed ", "<pre ")


@pytest.mark.parametrize("tag", UNCLOSED)
def test_unclosed_tags_take_time_in_proportion(tag: str) -> None:
    """Each was looked for up to the end of the text: 20,000 took minutes."""
    began = time.process_time()
    written = replace_shortcodes(tag * 100_000, Attachments(), [])
    assert time.process_time() - began < 10
    assert written.count(tag.strip()) == 100_000
