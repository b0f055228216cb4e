"""More faults that imports of whole public blogs showed, each as a kind."""

from pathlib import Path

import pytest

from blog_api.import_export.dialects.markdown import as_commonmark
from tests.factories import World
from tests.import_export.conftest import Command
from tests.import_export.test_further_inputs import found_in, ghost
from tests.import_export.test_public_blogs import posts_of
from tests.import_export.test_systems import write
from tests.media.drawing import picture

FENCE = "a\n\n```apache\n<Host *>\n\n    Redirect / https://e.com/\n</Host>\n```\n"
IMPORT = 'import sea from "../images/sea.png";\n\nA `code` span.\n\n'


@pytest.mark.parametrize(
    "text",
    [
        FENCE,
        "a[^1]\n\n[^1]: Note.\n\nb\n",
        "{% highlight c %}\nx\n{% endhighlight %}\n",
        "!!! note\n    One.\n\n    Two.\n\nx\n",
        "- [x] done\n- [ ] open\n",
        "a\n\n    code <T>\n\nb\n",
        ":::note\nx\n:::\n",
        "<details>\n{{ page.title }}\n</details>\n",
    ],
)
def test_line_breaks_of_windows_are_read_as_others(tmp_path: Path, text: str) -> None:
    page = f"---\ntitle: Boat\ndate: 2015-06-15\n---\n{text}"
    for suffix in ("md", "html"):
        names = [f"_posts/2015-06-15-{name}.{suffix}" for name in "ab"]
        unix, windows = names
        files = {unix: page, windows: page.replace("\n", "\r\n")}
        posts = posts_of(tmp_path / suffix, files)
        assert posts[windows].data.content == posts[unix].data.content


@pytest.mark.parametrize(
    "use", ["<Image src={sea} />", "<img src={sea.src} />", "<Zoom src={ sea }/>"]
)
def test_an_imported_image_after_code_comes_along(use: str) -> None:
    lost: list[str] = []
    found = as_commonmark(f"{IMPORT}{use}\n\n```\nb\n```\n\n{use}\n", lost, is_mdx=True)
    assert found.count("../images/sea.png") == 2
    assert lost == []


def test_the_label_of_a_figure_is_its_caption() -> None:
    found = as_commonmark(f'{IMPORT}<Figure src={{sea}} label="The sea" />', [], is_mdx=True)
    assert '<img src="../images/sea.png" alt="The sea"><figcaption>The sea</figcaption>' in found


@pytest.mark.parametrize("blank", ["", " ", "    ", "\t", " \n  "])
def test_indented_code_after_a_line_of_blanks_stays(blank: str) -> None:
    text = f"words\n{blank}\n    vector<int> a;\n    [[x]] {{{{ y }}}}\n\nend"
    assert as_commonmark(text, [], system="pelican") == text


def test_indented_code_after_a_line_of_code_stays() -> None:
    text = "fn a() {\n    let b = 1;\n\n    c::<Row>() {\n    }"
    assert as_commonmark(text, []) == text


@pytest.mark.parametrize(
    "before", ["- a", "1. a", "- a\n    \n    b", "words\n1. a\n   * b", "words\n- a"]
)
def test_a_paragraph_of_a_list_after_a_line_of_blanks_is_text(before: str) -> None:
    lost: list[str] = []
    as_commonmark(f"{before}\n    \n    [[x]]", lost)
    assert lost == ["wiki link (its words are kept)"]


@pytest.mark.parametrize("before", ["1. a", "words"])
def test_a_fence_after_a_line_of_blanks_stays(before: str) -> None:
    text = f"{before}\n    \n    ```sh\n    $a (do=show|^$b)\n    \n    [[x]]\n    ```\n"
    assert as_commonmark(text, []) == text


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("- a `b\n- c `d`\n### [[x]]", "- a `b\n- c `d`\n### x"),
        ("a `b\n# [[x]]\n`c`", "a `b\n# x\n`c`"),
        ("> a `b\n> [[c]]` [[x]]", "> a `b\n> [[c]]` x"),
        ("a `b\n[[c]]` [[x]]", "a `b\n[[c]]` x"),
        ("[[a#The `b`|c]] [[#The `d`]] `[[e]]`", "c The `d` `[[e]]`"),
    ],
)
def test_code_in_a_line_ends_with_its_block(written: str, wanted: str) -> None:
    assert as_commonmark(written, []) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("[a](@/posts/one.md)", "[a](/one)"),
        ("[a](@/posts/2020-01-02-one/index.md#part)", "[a](/one#part)"),
        ('[a](<@/posts/one.md> "t")', '[a](</one> "t")'),
        ("[a]\n\n[a]: @/posts/one/index.ja.md", "[a]\n\n[a]: /one-ja"),
        ("[a]:  @/posts/one.md#x", "[a]:  /one#x"),
        ("[a](@/posts/one.pt-BR.md)", "[a](/one-pt-br)"),
        ("[a](@/posts/Rust-1.52.1.md)", "[a](/rust-1-52-1)"),
        ("[a](@/edition-1/_index.md) [b](@/_index.md)", "[a](/edition-1) [b](/)"),
        ('<a href="@/posts/one.md">a</a>', '<a href="/one">a</a>'),
        ("mail a@/posts/one.md `](@/a.md)`", "mail a@/posts/one.md `](@/a.md)`"),
    ],
)
def test_links_to_pages_of_zola(written: str, wanted: str) -> None:
    assert as_commonmark(written, [], system="zola") == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ('[a]( {% ref "2022-11-30-One_two.markdown" %} )', "[a](/one-two)"),
        ("[a]({% entry 'posts/one.md' %})", "[a](/one)"),
        ('[a]( {% ref "one.markdown" %}#part )', "[a](/one#part )"),
        ("[a]({% post_url 2020-01-02-My_Post %})", "[a](/my-post)"),
        ('[a]({{< ref "posts/My_Post.md#x" >}})', "[a](/my-post#x)"),
    ],
)
def test_a_tag_that_is_the_target_of_a_link_is_its_page(written: str, wanted: str) -> None:
    lost: list[str] = []
    assert as_commonmark(written, lost) == wanted
    assert lost == []


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (
            '{{% quote author="Ada" %}}\nOne\n\ntwo.{{% /quote %}}\nEnd',
            "> One\n>\n> two.\n>\n> — Ada\n\n\nEnd",
        ),
        (
            '{{< quote author="Ada" source="Notes" url="https://e.com/" >}}`One`{{< /quote >}}',
            "> `One`\n>\n> — Ada, [Notes](https://e.com/)",
        ),
        (
            '{{< blockquote author="Ada" link="https://e.com/" >}}One{{< /blockquote >}}',
            "> One\n>\n> — [Ada](https://e.com/)",
        ),
        (
            '{{< quote source="https://e.com/" >}}One{{< / quote >}}',
            "> One\n>\n> — [https://e.com/](https://e.com/)",
        ),
        ("{{< quote >}}\nOne\n{{< /quote >}}", "> One"),
        ('{{< quote "Ada" "Notes" >}}One{{< /quote >}}', "> One\n>\n> — Ada, Notes"),
        ('{{< quote text="One" author="Ada" >}}', "> One\n>\n> — Ada"),
        ('{% quote(author="Ada", source="Notes") %}One{% end %}', "> One\n>\n> — Ada, Notes"),
        ("`{{< quote >}}a{{< /quote >}}`", "`{{< quote >}}a{{< /quote >}}`"),
    ],
)
def test_quotes_of_hugo(written: str, wanted: str) -> None:
    lost: list[str] = []
    assert as_commonmark(written, lost, system="hugo").strip() == wanted
    assert lost == []


def test_code_in_a_quote_of_hugo() -> None:
    text = '{{< quote author="Ada" >}}\nOne\n\n```\nx\n```\n{{< /quote >}}'
    assert as_commonmark(text, [], system="hugo").strip() == (
        "> One\n>\n> ```\n> x\n> ```\n>\n> — Ada"
    )


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (
            '{{< person url="https://e.com/" name="Ada Byron" nickname="ada" text="author" >}}',
            "[Ada Byron](https://e.com/) (author)",
        ),
        ('{{< person "https://e.com/" "Ada Byron" >}}', "[Ada Byron](https://e.com/)"),
        ('{{< person name="Ada Byron" >}}', "Ada Byron"),
    ],
)
def test_a_person_of_hugo_has_the_name(written: str, wanted: str) -> None:
    lost: list[str] = []
    assert as_commonmark(written, lost, system="hugo") == wanted
    assert lost == []


CAPTION = '[caption id="attachment_1" align="aligncenter" width="9"{}]{}[/caption]'
SHOWN = '<img src="https://e.com/a.png" alt="a">'
FIGURE = f"<figure>{SHOWN}<figcaption>{{}}</figcaption></figure>"


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (CAPTION.format("", f"{SHOWN} The sea"), FIGURE.format("The sea")),
        (CAPTION.format(' caption="The sea"', SHOWN), FIGURE.format("The sea")),
        (
            CAPTION.format(' caption=""Ahoy", she said"', SHOWN).replace('""A', '"&quot;A'),
            FIGURE.format('"Ahoy", she said'),
        ),
        (CAPTION.format(' caption="The sea"', SHOWN).replace('="', "=&quot;", 1), "The sea</fig"),
    ],
)
def test_a_caption_of_wordpress_in_ghost_is_a_figure(
    tmp_path: Path, written: str, wanted: str
) -> None:
    files = {"g.json": ghost(f"<p>{written}</p>")["g.json"]}
    post = found_in(write(tmp_path / "site", files) / "g.json")[0]["ghost-1"]
    assert wanted in post.data.content
    assert "[" not in post.data.content + (post.auto_excerpt or "")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (CAPTION.format("", "![a](a.png) The sea"), "![a](a.png) The sea"),
        (CAPTION.format(' caption="The sea"', "![a](a.png)"), "![a](a.png)\n\nThe sea"),
        (
            "the [caption] of [caption a] it [/caption]",
            "the [caption] of [caption a] it [/caption]",
        ),
        ("`[caption id=1]x[/caption]`", "`[caption id=1]x[/caption]`"),
    ],
)
def test_a_caption_of_wordpress_in_markdown_stands_below(written: str, wanted: str) -> None:
    assert as_commonmark(written, []) == wanted


def test_footnotes_in_markdown_of_the_oldest_ghost(tmp_path: Path) -> None:
    files = ghost(None, markdown="a[^1]\n\n[^1]: Note")
    post = found_in(write(tmp_path / "site", files) / "g.json")[0]["ghost-1"]
    assert post.data.content == "a<sup>1</sup>\n\n---\n\n1. Note"


async def test_images_of_mdx_are_stored(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    page = f"---\ntitle: Boat\ndate: 2020-01-01\n---\n{IMPORT}<Image src={{sea}} />\n"
    site = write(tmp_path / "site", {"astro.config.mjs": "", "src/content/a.mdx": page})
    (site / "src" / "images").mkdir()
    (site / "src" / "images" / "sea.png").write_bytes(picture("PNG", (20, 20)))
    await blog("import", site, "--author", "ada")
    assert len(await world.execute("SELECT 1 FROM pictures")) == 1
