"""Template tags, shortcodes and extensions of Markdown: converted, linked or reported."""

import re

import pytest

from blog_api.import_export.dialects.markdown import as_commonmark
from blog_api.import_export.dialects.templates import replace_templates
from blog_api.import_export.sources.pages import link_frames
from blog_api.import_export.sources.wordpress.paragraphs import add_paragraphs
from blog_api.import_export.sources.wordpress.shortcodes import Attachments, replace_shortcodes

RAW = re.compile(r"\{%|\{\{[<%]|\[/?(?:caption|gallery|embed|youtube)\b|\{:")
FIGURE = '<figure><img src="{0}" alt="{1}"><figcaption>{1}</figcaption></figure>'
YOUTUBE = "[https://www.youtube.com/watch?v={0}](https://www.youtube.com/watch?v={0})"
MARKS = (
    "{%|{{<|[[|[^|<A |{:|==|[caption |%%|import |<iframe>|<iframe '|<svg \"|<a x='|<script|"
    "{% raw %}`|<div style={{|{% highlight x %}"
)
MARKDOWN = {
    # Hugo
    '{{< figure src="/a.png" alt="A" >}}': "![A](/a.png)",
    '{{< figure src="/a.png" caption="C" >}}': FIGURE.format("/a.png", "C"),
    '{{< img src="/a.png" title="T" caption="C *d*" attr="Jo" attrlink="https://e.com/jo" >}}': (
        '<figure><img src="/a.png" alt="C *d*"><figcaption>T<br>C <em>d</em><br>'
        '<a href="https://e.com/jo" rel="nofollow noopener">Jo</a></figcaption></figure>'
    ),
    '{{< figure src="a.png" alt="A" link="https://e.com/b" >}}': "[![A](a.png)](https://e.com/b)",
    "{{< youtube w7Ft2ymGmfc >}}": YOUTUBE.format("w7Ft2ymGmfc"),
    '{{< youtube id="w7Ft2ymGmfc" autoplay="true" >}}': YOUTUBE.format("w7Ft2ymGmfc"),
    "{{< vimeo 146022717 >}}": "[https://vimeo.com/146022717](https://vimeo.com/146022717)",
    "{{< gist jmooring 50a7482715 >}}": (
        "[https://gist.github.com/jmooring/50a7482715](https://gist.github.com/jmooring/50a7482715)"
    ),
    '{{< tweet user="G" id="11" >}}': (
        "[https://twitter.com/G/status/11](https://twitter.com/G/status/11)"
    ),
    '[x]({{< ref "about.md#y" >}})': "[x](/about#y)",
    '[x]({{% relref "/posts/2020-01-02-a.md" %}})': "[x](/a)",
    '[x]({{< relref path="post/one/index.md" lang="fr" >}})': "[x](/one)",
    '{{% expand "More *it*?" %}}\nx\n{{% /expand %}}': "**More *it*?**\n\n\nx",
    '{{< details summary="See" >}}\nx\n{{< /details >}}': "**See**\n\n\nx",
    '{{< tabs >}}{{< tab "A" >}}x{{< /tab >}}{{< /tabs >}}': "**A**\n\nx",
    "{{% notice note %}}\nMind\n{{% /notice %}}": "Mind",
    '{{< highlight go "linenos=table" >}}\nx := `a`\n{{< /highlight >}}': "```go\nx := `a`\n```",
    '{{< button href="https://e.com/x" >}}Go{{< /button >}}': (
        "[https://e.com/x](https://e.com/x)Go"
    ),
    "`{{< kept >}}`": "`{{< kept >}}`",
    "```\n{{< kept >}}\n```": "```\n{{< kept >}}\n```",
    # Liquid
    "{% highlight ruby linenos %}\ndef x\n\nend\n{% endhighlight %}": "```ruby\ndef x\n\nend\n```",
    "{% codeblock lang:js A title %}\na\n{% endcodeblock %}": "**A title**\n\n\n```js\na\n```",
    "1. x\n\n    {% highlight sh %}\n    ls\n\n      a\n    {% endhighlight %}\n\n    y": (
        "1. x\n\n    ```sh\n    ls\n\n      a\n    ```\n\n\n    y"
    ),
    "* a {% highlight sh %}ls `x`{% endhighlight %}\n* b": "* a `` ls `x` ``\n* b",
    "* a\n\t* {% highlight sh %}ls{% endhighlight %}\n\t* b": (
        "* a\n\t* ```sh\n\t  ls\n\t  ```\n\n\t* b"
    ),
    "* a\n* {% highlight sh %}ls{% endhighlight %}": "* a\n* ```sh\n  ls\n  ```",
    "![a]({{ site.baseurl }}/a.png)": "![a](/a.png)",
    "![a]({{ '/a.png' | relative_url }})": "![a](/a.png)",
    "[p]({% post_url 2015-06-15-boat %})": "[p](/boat)",
    "[p]({% link _posts/2015-06-15-boat.md %})": "[p](/boat)",
    '{% include figure.html src="/a.png" alt="A" %}': "![A](/a.png)",
    '{% include image.html url="/a.png" caption="C" %}': FIGURE.format("/a.png", "C"),
    '{% include youtube.html id="abc" %}': YOUTUBE.format("abc"),
    """{% include figure src="/a.png" caption="By <a href='https://e.com/j'>J</a> [k](/k)" %}""": (
        '<figure><img src="/a.png" alt="By J [k](/k)"><figcaption>By '
        '<a href="https://e.com/j" rel="nofollow noopener">J</a> '
        '<a href="/k" rel="nofollow noopener">k</a></figcaption></figure>'
    ),
    "{% youtube abc %}": YOUTUBE.format("abc"),
    "{% img left /a.png 300 200 'Title' 'Alt' %}": "![Alt](/a.png)",
    "{% img /a.png [A boat] %}": "![A boat](/a.png)",
    "{% img left /a.png 300 A boat of 2 %}": "![A boat of](/a.png)",
    '{% asset_img a.png "A b" %}': "![A b](a.png)",
    "{% post_link a-post 'A post' %}": "[A post](/a-post)",
    "{% embed https://e.com/x %}": "[https://e.com/x](https://e.com/x)",
    "{% comment %}no{% endcomment %}yes": "yes",
    "{% raw %}{{ kept }}{% endraw %}": "{{ kept }}",
    "{% blockquote Jo %}\nSaid\n{% endblockquote %}": "> Said\n> \n> — Jo",
    "a{% unknown x %}b": "ab",
    "{{ page.title }}!": "!",
    # kramdown
    "# Head {#id .c}": "# Head",
    "Text\n{: .note}": "Text",
    '[a](b){:target="_blank"}': "[a](b)",
    "![a](b){: width='3'}": "![a](b)",
    "* TOC\n{:toc}\n\nx": "x",
    "{::comment}no{:/comment}x": "x",
    "*[HTML]: Hyper\nHTML": "HTML",
    "Term\n: One\n: Two\n": "<dl><dt>Term</dt><dd>One</dd><dd>Two</dd></dl>",
    "[TOC]\n\nx": "x",
    "```{r setup, echo=FALSE}\nx\n```": "```r\nx\n```",
    # footnotes
    "a[^1]\n\n[^1]: one": "a<sup>1</sup>\n\n---\n\n1. one",
    "a[^b] c[^a]\n\n[^a]: A\n[^b]: B": "a<sup>1</sup> c<sup>2</sup>\n\n---\n\n1. B\n2. A",
    "a[^1]\n\n[^1]: one\n\n    two": "a<sup>1</sup>\n\n---\n\n1. one\n\n   two",
    "a^[note] b": "a<sup>1</sup> b\n\n---\n\n1. note",
    "a[^none]": "a[^none]",
    "`[^1]`\n\n[^1]: x": "`[^1]`\n\n---\n\n1. x",
    # Obsidian
    "[[Page]] and [[Page|words]]": "Page and words",
    "![[a b.png]]": "![](<a b.png>)",
    "![a b|30x40](a.png) ![c|d](e.png)": "![a b](a.png) ![c|d](e.png)",
    "a ^1a2b3c\nb ^my-block\n\n^whole\nx ^2 y ^z\nb ^abc": "a\nb\n\n\nx ^2 y ^z\nb ^abc",
    "![[a.png|300]]": "![](a.png)",
    "![[a.png#icon|A b|30x40]]": "![A b](a.png)",
    "==mark== a == b": "<mark>mark</mark> a == b",
    "a %%no%% b": "a  b",
    "> [!NOTE] Title\n> x": "> **Title**\n> \n> x",
    "> [!WARNING]\n> x": "> **Warning**\n> \n> x",
    "[[Page|`a b`]] [[b|a `c_d` e_f]]": r"`a b` a `c_d` e\_f",
    "`[[` and `x|y` or ]]": "`[[` and `x|y` or ]]",
    "[[1]](u)": "[[1]](u)",
    "if [[ -f x ]]": "if [[ -f x ]]",
    # containers, of HackMD, VitePress, Docusaurus and Pandoc
    ":::info\nMind\n:::\n\nx": "**Info**\n\nMind\n\n\nx",
    ":::tip[Do *it*]{.x}\nMind\n:::": "**Do *it***\n\nMind",
    "::: warning Look out\n```\n:::info\n```\n:::": "**Look out**\n\n```\n:::info\n```",
    "::: {.class}\nx\n:::": "x",
    ":::columns\nx\n:::": "x",
    "a ::: b": "a ::: b",
    # indented code
    "a\n\n    ==kept== %%kept%%\n\n    [[kept]]\n\nb %%no%%c": (
        "a\n\n    ==kept== %%kept%%\n\n    [[kept]]\n\nb c"
    ),
    "* a\nlazy\n\n    b %%no%%c": "* a\nlazy\n\n    b c",
    "1. a\n\n    b\n\n    c %%no%%d": "1. a\n\n    b\n\n    c d",
    # code that Python-Markdown highlights
    "a\n\n    :::python\n    x = 1\n\n    y = 2\n\nb": "a\n\n```python\nx = 1\n\ny = 2\n```\n\nb",
    "a\n\n    :::sh\n\tset -o\n\nb": "a\n\n```sh\nset -o\n```\n\nb",
    "a\n\n    #!ruby\n    {{ x }}": "a\n\n```ruby\n{{ x }}\n```",
    "a\n\n    #!/bin/sh\n    ls": "a\n\n    #!/bin/sh\n    ls",
    "* a\n \n        :::nginx\n        x;\n\n* b": "* a\n \n    ```nginx\n    x;\n    ```\n\n* b",
    "* a\n\n\t\t:::nginx\n\t\tx;\n": "* a\n\n\t```nginx\n\tx;\n\t```",
    "1. a\n\n        :::c\n        x;\n\n    more\n\n2. b": (
        "1. a\n\n    ```c\n    x;\n    ```\n\n    more\n\n2. b"
    ),
    "- a\n    - b\n\n            :::nginx\n            x;\n\n    - c": (
        "- a\n    - b\n\n        ```nginx\n        x;\n        ```\n\n    - c"
    ),
    "1. a\n\n        :::c\n        x;\n\n2. b": "1. a\n\n    ```c\n    x;\n    ```\n\n2. b",
    # pictures in tags of themes
    '{{< figure-new "/up/a.png" "A boat" "data:image/png;x" "32" >}}': "![A boat](/up/a.png)",
    '{{< photo-of image="/a.jpg" alt="A" >}}': "![A](/a.jpg)",
    "{% thumb /a.webp 'A sea' %}": "![A sea](/a.webp)",
    '{% include card.html photo="/a.jpg" title="A" %}': "![A](/a.jpg)",
    # others
    "![a]({static}/images/a.png)": "![a](images/a.png)",
    "a<!-- more -->b": "ab",
    "- [ ] open\n- [x] done": "- ☐ open\n- ☑ done",
    "<YouTube id='abc' />": YOUTUBE.format("abc"),
    "plain {curly} and {{not}": "plain {curly} and {{not}",
    "press <CR> or <Esc>": r"press \<CR> or \<Esc>",
    "<Note>a</Note>": "a",
}
MDX = {
    "import A from './a'\nexport const b = 1\n\n# Hi": "# Hi",
    "import hero from './hero.png'\n\n<img src={hero} alt='H' />": (
        "<img src=\"./hero.png\" alt='H' />"
    ),
    "<Callout type='x'>\nMind\n</Callout>": "Mind",
    '<Image src="/a.png" alt="A" width={3} />': "![A](/a.png)",
    "{/* no */}yes": "yes",
    "a {props.title} b": "a  b",
    "a{' '}b": "a b",
    "`{kept}`": "`{kept}`",
    "<>\nx\n</>": "x",
    "import {\n  A,\n  B,\n} from 'c'\n\nx": "x",
}


@pytest.mark.parametrize("written", MARKDOWN)
def test_markdown(written: str) -> None:
    assert as_commonmark(written, []).strip() == MARKDOWN[written]


@pytest.mark.parametrize("written", MDX)
def test_mdx(written: str) -> None:
    assert as_commonmark(written, [], is_mdx=True).strip() == MDX[written]


def test_hugo_has_no_liquid() -> None:
    text = "a {{ .Name }} {{ and }} {% x %}"
    assert as_commonmark(text, [], system="hugo") == text


def test_nothing_stays_raw() -> None:
    for written in MARKDOWN:
        found = as_commonmark(written, [])
        outside = re.sub(r"`[^`]*`|```.*?```", "", found, flags=re.DOTALL)
        assert not RAW.search(outside), found


@pytest.mark.parametrize(
    ("written", "lost"),
    [
        ("{{< unknown >}}", ["shortcode unknown"]),
        ("{% unknown %}", ["template tag unknown"]),
        ("{{ page.x }}", ["template value {{ page.x }}"]),
        ("*[HTML]: Hyper", ["abbreviation"]),
        ("[[Page]]", ["wiki link (its words are kept)"]),
        ("![[Page]]", ["embedded note"]),
        ("<Chart data='x' />", ["component Chart"]),
    ],
)
def test_a_loss_is_told(written: str, lost: list[str]) -> None:
    found: list[str] = []
    as_commonmark(written, found)
    assert found == lost


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("a\nb", "<p>a<br />\nb</p>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("a\r\n\r\nb", "<p>a</p>\n<p>b</p>"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", None),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("<!-- wp:paragraph --><p>a\nb</p>", "<!-- wp:paragraph --><p>a\nb</p>"),
        ("a <b\nclass='x'>c</b>", "<p>a <b class='x'>c</b></p>"),
    ],
)
def test_paragraphs_of_wordpress(written: str, html: str | None) -> None:
    found = add_paragraphs(written)
    if html is None:
        assert "<br" not in found
        assert "<p>" not in found
    else:
        assert found.strip() == html


@pytest.mark.parametrize("mark", MARKS.split("|"))
def test_no_text_takes_long(mark: str) -> None:
    """The time is proportional to the length of the text, with any repeated mark."""
    text = mark * (40_000 // len(mark))
    link_frames(as_commonmark(text, [], is_mdx=True), [])
    replace_templates(text, [], has_liquid=True, page={})
    replace_shortcodes(text, Attachments(), [])
    add_paragraphs(text)
