"""Players, directives, custom elements and formulas: linked, kept as code, or reported."""

import pytest

from blog_api.import_export.dialects.markdown import as_commonmark
from blog_api.import_export.html.conversion import html_to_markdown
from blog_api.import_export.sources.pages import link_frames
from blog_api.rendering.markdown import render_now

VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"
ANCHOR = f'<a href="{VIDEO}">{VIDEO}</a>'
FORMULA = "formula (its source is kept)"
MARKDOWN = {
    # a player with a picture before the video starts
    "{% video /a.mp4 240 180 /a.png %}": "[/a.mp4](/a.mp4)",
    '{{< movie src="/a.webm" poster="/a.jpg" >}}': "[/a.webm](/a.webm)",
    '<Video src="./a b.mp4" poster="./a.jpg" controls />': "[./a b.mp4](<./a b.mp4>)",
    "<Clip file={'a.mp3'} />": "[a.mp3](a.mp3)",
    # Hexo
    "{% link Boat trips https://e.com/x %}": "[Boat trips](https://e.com/x)",
    "{% link https://e.com/x %}": "<https://e.com/x>",
    "{% asset_link a.pdf 'A paper' %}": "[A paper](a.pdf)",
    "{% asset_link a.pdf %}": "[a.pdf](a.pdf)",
    # Zola
    '{{ youtube(id="abcdefghijk", autoplay=true) }}': f"[{VIDEO}]({VIDEO})",
    '{{ figure(src="/a.png", alt="A") }}': "![A](/a.png)",
    "{% mark(class='x') %}Mind{% end %}": "Mind",
    # tags around a part of a fenced block
    "{% raw %}\n```html\n{{ a }}\n{% endraw %}\n```\n\n{% img /a.png %}\n\n```\nb\n```": (
        "```html\n{{ a }}\n\n```\n\n![](/a.png)\n\n```\nb\n```"
    ),
    "{% raw %}\n```\n{{ a }}\n```\n{% endraw %}\n\n{{ page.x }}b": "```\n{{ a }}\n```\n\n\nb",
    # Pelican: a tag that the text is about
    "a {% literal img /a.png %} b": "a {% img /a.png %} b",
    "a\n\n    {% literal img [x] %}": "a\n\n    {% img [x] %}",
    "`{% literal x %}`": "`{% x %}`",
    # components around code
    "<Boat>\n\n```js\n</Sea>\n```\n\n</Boat> <Sea>": "```js\n</Sea>\n```\n\n \\<Sea>",
    # directives
    '::github{repo="ada/boat"}': "[https://github.com/ada/boat](https://github.com/ada/boat)",
    "::youtube[Boats]{#abcdefghijk}": f"Boats [{VIDEO}]({VIDEO})",
    '::photo{src="/a.png" alt="A"}': "![A](/a.png)",
    "a ::b{c} and C++::d{}": "a ::b{c} and C++::d{}",
    # links
    "[[https://e.com/a\\_b]] [[https://e.com/c|C]]": (
        "[https://e.com/a\\_b](https://e.com/a_b) [C](https://e.com/c)"
    ),
    "| ![[a.png\\|100]] | ![[b.png\\|B c]] |": "| ![](a.png) | ![B c](b.png) |",
    "Term\n: [a](/b) *c*\n  d": (
        '<dl><dt>Term</dt><dd><a href="/b" rel="nofollow noopener">a</a> <em>c</em> d</dd></dl>'
    ),
    # formulas
    "$$\na \\\\ b_{1}\n$$": "```math\na \\\\ b_{1}\n```",
    "* x\n\n  $$a\n  \\\\b$$": "* x\n\n  `$$a \\\\b$$`",
    "so $\\{a\\}$, and $x_1$.": "so `$\\{a\\}$`, and `$x_1$`.",
    "> $$a\n> \\,b$$ c": "> `$$a \\,b$$` c",
    "from $5 to $10, $HOME/a_b:$PATH": "from $5 to $10, $HOME/a_b:$PATH",
    "`$x_1$` \\$a_1$ $ {a_b} $": "`$x_1$` \\$a_1$ $ {a_b} $",
    r"so \\(s = w^Tx\\), \\(\nabla\_x s\\) and \(a^2\).": (
        r"so `\(s = w^Tx\)`, `\(\nabla_x s\)` and `\(a^2\)`."
    ),
    "a\n\n\\\\[\nx_1 * y\n\\\\]\n\nb \\[\\frac{1}{2}\\]": (
        "a\n\n\n```math\nx_1 * y\n```\n\n\nb `\\[\\frac{1}{2}\\]`"
    ),
    r"\[sic\] \(or\) \[a\_b\](/c) C:\\(x\\) \\(open": (
        r"\[sic\] \(or\) \[a\_b\](/c) C:\\(x\\) \\(open"
    ),
    r"`\\(x\\)`": r"`\\(x\\)`",
    "run $$ now\n\nand $$ later": "run $$ now\n\nand $$ later",
    "```\n$$x$$\n```": "```\n$$x$$\n```",
}
ELEMENTS = {
    '<lite-youtube videoid="abcdefghijk"></lite-youtube>': ANCHOR,
    '<youtube-player @slug="abcdefghijk" @label="x" />': ANCHOR,
    '<vimeo-embed videoid="123456789"></vimeo-embed>': (
        '<a href="https://vimeo.com/123456789">https://vimeo.com/123456789</a>'
    ),
    '<a-player src="https://e.com/x"></a-player>': '<a href="https://e.com/x">https://e.com/x</a>',
    # an empty line would end the block, and the rest would be code or invisible
    "<is-land>\n\t<template data-x>\n\t\t<my-toggle></my-toggle>\n\t</template>\n</is-land>": (
        "<is-land>\n</is-land>"
    ),
    "<div>\n<script>x()\n\ny()</script>\n    <p>a</p>\n</div>": "<div>\n    <p>a</p>\n</div>",
    "a\n<script>x()</script>\nb": "a\n\nb",
    "a <template>b</template>": "a b",
    "<table-saw>\n\nWords\n\n</table-saw>": "<table-saw>\n\nWords\n\n</table-saw>",
    "`<lite-youtube></lite-youtube>`": "`<lite-youtube></lite-youtube>`",
}
TOLD = {
    "<speed-score url='x'></speed-score>": "element speed-score",
    "::chart{data='x'}": "directive chart",
    "[a](git://e.com/a.git)": "link with git:",
    "<a href='obsidian://x'>a</a>": "link with obsidian:",
    "[a]: ftp://e.com\n\n[a]": "link with ftp:",
    "$$x$$": FORMULA,
    "a $x^2$": FORMULA,
    r"a \\(x\\)": FORMULA,
    "{% mark(class='x') %}Mind{% end %}": "template tag mark",
    '{{ "12 Dec" | timeago }}': "template filter (its text is kept)",
    "{{ chart(data='x') }}": "template value {{ chart(data='x') }}",
}


@pytest.mark.parametrize("written", MARKDOWN)
def test_markdown(written: str) -> None:
    assert as_commonmark(written, []).strip() == MARKDOWN[written]


@pytest.mark.parametrize("written", ELEMENTS)
def test_custom_elements(written: str) -> None:
    assert link_frames(as_commonmark(written, []), []).strip() == ELEMENTS[written]


@pytest.mark.parametrize("written", TOLD)
def test_a_loss_is_told(written: str) -> None:
    lost: list[str] = []
    link_frames(as_commonmark(written, lost), lost)
    assert lost == [TOLD[written]]


def test_custom_elements_of_html() -> None:
    found = html_to_markdown(
        '<p>a</p><lite-youtube videoid="abcdefghijk"></lite-youtube>'
        "<my-box><p>b</p></my-box><speed-score></speed-score><a href='git://x'></a>"
    )
    assert found.not_carried == ["element speed-score", "link with git:"]
    assert f"[{VIDEO}]({VIDEO})" in found.markdown
    assert found.excerpt == f"a {VIDEO} b"


def test_formulas_keep_their_backslashes() -> None:
    html = render_now(as_commonmark("$$\\{x\\} \\\\ y*z*$$ and $a*b*\\,c$", []))
    assert "\\{x\\} \\\\ y*z*" in html
    assert "$a*b*\\,c$" in html


@pytest.mark.parametrize(
    "mark",
    [
        "$$",
        "$",
        "$$a\n",
        "$\\",
        "\\(",
        "\\\\[a",
        "\\(\n",
        "<a-b ",
        "<a-b>",
        "{{ a(",
        "::a{",
        "::a[",
        "<template>\n",
        "{% raw %}```\n",
    ],
)
def test_no_text_takes_long(mark: str) -> None:
    text = mark * (40_000 // len(mark))
    link_frames(as_commonmark(text, []), [])
