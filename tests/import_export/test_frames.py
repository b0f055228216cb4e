"""Frames and players in Markdown, and template tags in pages of HTML."""

import pytest

from blog_api.import_export.dialects.markdown import as_commonmark
from blog_api.import_export.dialects.templates import replace_templates
from blog_api.import_export.sources.pages import link_frames

FRAME = '<a href="https://www.youtube.com/watch?v=abc">https://www.youtube.com/watch?v=abc</a>'
FRAMES = {
    "`{% raw %}{{ a }}{% endraw %}`": "`{{ a }}`",
    "```\n{% raw %}\n{{ a }}\n{% endraw %}\n```": "```\n{{ a }}\n```",
    "<p style={{color: 'red'}}>a</p>": "<p>a</p>",
    '<iframe src="https://www.youtube.com/embed/abc" />\n\nb': f"{FRAME}\n\nb",
    '<p><iframe src="//www.youtube.com/embed/abc">x</iframe></p>': f"<p>{FRAME}</p>",
    '<iframe\n  style={{ width: 3 }}\n  src="https://www.youtube.com/embed/abc"\n></iframe>': FRAME,
    '<iframe src="https://www.youtube.com/embed/abc">': FRAME,
    '<video controls><source src="/a.mp4"></video>': '<a href="/a.mp4">/a.mp4</a>',
    '<script src="https://gist.github.com/a/b.js"></script>': (
        '<a href="https://gist.github.com/a/b">https://gist.github.com/a/b</a>'
    ),
    "`<iframe src='/x'>`": "`<iframe src='/x'>`",
    '<a name="x" />a <div/>b <br /><img src="c.png" />': (
        '<a name="x"></a>a <div></div>b <br /><img src="c.png" />'
    ),
    "<a href=http://a.b/>c</a>": "<a href=http://a.b/>c</a>",
}
TEMPLATES = {
    "{% highlight js %}\na < b\n\n    {{ c }}\n{% endhighlight %}": (
        '<pre><code class="language-js">a &lt; b\n\n    {{ c }}</code></pre>'
    ),
    "<p>{% raw %}{{ a }}{% endraw %} {{ page.title }}</p>": "<p>{{ a }} T</p>",
    '<p>{% include figure.html src="/a.png" alt="A & b" %}</p>': (
        '<p><img src="/a.png" alt="A &amp; b"></p>'
    ),
    "{% youtube abc %}": FRAME,
    '<a href="{{ site.baseurl }}/x">[1](y)</a>': '<a href="/x">[1](y)</a>',
    "<pre>\n    a\n</pre> [x]: y": "<pre>\n    a\n</pre> [x]: y",
}


@pytest.mark.parametrize("written", FRAMES)
def test_frames_in_markdown(written: str) -> None:
    assert link_frames(as_commonmark(written, []), []).strip() == FRAMES[written]


@pytest.mark.parametrize("written", TEMPLATES)
def test_templates_in_html(written: str) -> None:
    found = replace_templates(written, [], has_liquid=True, page={"page.title": "T"})
    assert found == TEMPLATES[written]


@pytest.mark.parametrize(
    ("written", "lost"),
    [
        ("<script>run()</script>", ["script"]),
        ("<svg><path d='x'/></svg>", ["drawing (svg, canvas)"]),
        ("<iframe srcdoc='x'></iframe>", ["iframe without an address"]),
        ("<form action='/x'><input></form>", ["form"]),
        ("<script async src='https://platform.twitter.com/widgets.js'></script>", []),
    ],
)
def test_other_elements_are_told(written: str, lost: list[str]) -> None:
    found: list[str] = []
    link_frames(as_commonmark(written, found), found)
    assert found == lost
