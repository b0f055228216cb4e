"""Faults that imports of whole public blogs showed, each as a kind with at least three inputs."""

from pathlib import Path

import pytest

from blog_api.import_export.dialects.bare_links import link_bare_addresses
from blog_api.import_export.dialects.kramdown import replace_kramdown
from blog_api.import_export.dialects.liquid import path_of
from blog_api.import_export.dialects.obsidian import replace_obsidian
from blog_api.import_export.html.embeds import page_of
from blog_api.import_export.image_files import ImageFiles
from blog_api.import_export.preparation import Surroundings, prepare
from blog_api.import_export.records import Incoming
from blog_api.import_export.sources.pages import link_frames
from blog_api.import_export.sources.reading import read_source
from blog_api.import_export.sources.site.front_matter import read_yaml
from blog_api.import_export.validation import Accepted
from tests.import_export.test_systems import write

PAGE = "---\ntitle: Boat\n{}\n---\nWords\n"
DATED = PAGE.format("date: 2015-06-15")


def posts_of(root: Path, files: dict[str, str]) -> dict[str, Accepted]:
    source = read_source(write(root / "site", files))
    surroundings = Surroundings(ImageFiles([], source.site), source.site)
    posts = [item for item in source.items if isinstance(item, Incoming)]
    return {post.place: prepare(post, surroundings) for post in posts}


@pytest.mark.parametrize(
    "written",
    [
        "see [the\nbook](http://e.com/x/)and more",
        "a [b\n    c](http://e.com/1)(e.com)",
        "<b>x</b> [a\nb](http://e.com/1)",
        "[![a\nb](http://e.com/1.png)](http://e.com/2)",
        "[see\nhttp://e.com/5](http://e.com/6)",
        "[x]:\n  http://e.com/1",
        "<b>x</b>\n\n[x]:\n  http://e.com/1",
        f"[{'a' * 300}](http://e.com/7)",
    ],
)
def test_the_address_of_a_link_over_several_lines_is_not_bare(written: str) -> None:
    assert link_bare_addresses(written) == written


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("[a](http://e.com/1)\nhttp://e.com/2", "[a](http://e.com/1)\n<http://e.com/2>"),
        ("[a\n\nhttp://e.com/4 b", "[a\n\n<http://e.com/4> b"),
        ("(http://e.com/1)", "(<http://e.com/1>)"),
    ],
)
def test_bare_addresses_near_links_are_links(written: str, wanted: str) -> None:
    assert link_bare_addresses(written) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ('<a href="/x"><noscript><img src="a.png"></noscript></a>', '<img src="a.png"></a>'),
        ('<img src="a.png"><noscript><img src="a.png"></noscript>', '<img src="a.png">'),
        ('<img src="" data-src="a.png" alt="A">', 'src="a.png"'),
        ('<img class="lazy" src="/blank.gif" data-original="/b.jpg"/>', 'src="/b.jpg"'),
        ('<img src="data:image/gif;base64,R0" data-lazy-src="c.jpg">', 'src="c.jpg"'),
        ('<img src="a.png" data-src="b.png">', 'src="a.png"'),
        ("<noscript>\nWords\n</noscript>", "Words"),
    ],
)
def test_images_that_a_script_would_load(written: str, wanted: str) -> None:
    changed = link_frames(written, [])
    assert wanted in changed
    assert (changed.count("<img"), "noscript" in changed) == (wanted != "Words", False)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("author: Ada, \tBob", {"author": "Ada, Bob"}),
        ("title:\tBoat", {"title": "Boat"}),
        ("tags: [a,\tb]", {"tags": ["a", "b"]}),
        ("title: 'a\tb'", {"title": "a\tb"}),
    ],
)
def test_tabs_in_yaml(written: str, wanted: dict[str, object]) -> None:
    assert read_yaml(written) == wanted


WITHOUT = {
    "a note of Obsidian": ({"Sea/Boat.md": "Words\n", ".obsidian/app.json": "{}"}, "Boat"),
    "a plain folder": ({"Boat.md": "# A boat #\n\nWords\n"}, "A boat"),
    "Eleventy": ({"src/notes/2015-06-15.md": "Words\n", ".eleventy.js": ""}, "2015-06-15"),
    "Hugo": ({"content/post/boat.md": "Words\n", "hugo.toml": ""}, "Boat"),
    "Hexo": ({"source/_posts/boat.md": "Words\n", "_config.yml": "title: x"}, "Boat"),
    "Jekyll": ({"_posts/2015-06-15-boat.md": "Words\n", "_config.yml": "title: x"}, "Boat"),
}


@pytest.mark.parametrize("name", WITHOUT)
def test_posts_without_front_matter_are_drafts(tmp_path: Path, name: str) -> None:
    files, title = WITHOUT[name]
    (post,) = posts_of(tmp_path, files).values()
    assert (post.data.title, post.data.content) == (title, "Words")
    assert post.data.status == "draft"
    assert "it has no front matter, so it becomes a draft" in post.notes


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": "Words", "content/post/a.md": DATED, "hugo.toml": ""},
        {"CONTRIBUTING.md": "Words", "_posts/2015-06-15-a.md": DATED, "_config.yml": ""},
        {"notes.md": "Words", "src/posts/a.md": DATED, "package.json": "{}"},
        {"src/AGENTS.md": "Words", "src/posts/a.md": DATED, "package.json": "{}"},
        {"texts/x.md": "Words", "source/_posts/a.md": DATED, "_config.yml": ""},
    ],
)
def test_markdown_of_tools_is_no_post(tmp_path: Path, files: dict[str, str]) -> None:
    assert len(posts_of(tmp_path, files)) == 1


@pytest.mark.parametrize(
    ("place", "slug", "date"),
    [
        ("src/notes/2015-06-15.md", "2015-06-15", "2015-06-15"),
        ("content/2015-06-15_boat.md", "boat", "2015-06-15"),
        ("content/2015-06-15-boat/index.md", "boat", "2015-06-15"),
        ("blog/2015-06-15-sea/boat.md", "boat", "2015-06-15"),
        ("blog/2015/06/15/boat.md", "boat", "2015-06-15"),
        ("blog/2015/06/15-boat/index.md", "15-boat", "2015-06-15"),
        ("blog/2015/13/45/boat.md", "boat", None),
        ("blog/2015/06/boat.md", "boat", None),
    ],
)
def test_dates_of_names_and_folders(
    tmp_path: Path, place: str, slug: str, date: str | None
) -> None:
    (post,) = posts_of(tmp_path, {place: PAGE.format("x: y")}).values()
    assert (post.slug, str(post.created_at)[:10] if date else post.created_at) == (slug, date)


PELICAN = "Title: Boat\n{}\n\nWords\n"


@pytest.mark.parametrize(
    ("configuration", "head", "status"),
    [
        ("", "Tags: a", "draft"),
        ("DEFAULT_DATE = 'fs'\n", "Tags: a", "published"),
        ("DEFAULT_DATE = None\n", "Tags: a", "draft"),
        ("", "Date: 2015-06-15", "published"),
        ("DEFAULT_METADATA = {'status': 'draft'}\n", "Date: 2015-06-15", "draft"),
        (
            "DEFAULT_METADATA = {\n    'status': 'draft',\n}\n",
            "Date: 2015-06-15\nStatus: published",
            "published",
        ),
        ("DEFAULT_METADATA = (('status', 'hidden'),)\n", "Date: 2015-06-15", "draft"),
    ],
)
def test_statuses_of_pelican(tmp_path: Path, configuration: str, head: str, status: str) -> None:
    files = {"pelicanconf.py": configuration, "content/boat.md": PELICAN.format(head)}
    (post,) = posts_of(tmp_path, files).values()
    assert post.data.status == status


@pytest.mark.parametrize("name", ["boat.md", "15-06-15-boat.md", "sea/boat.md"])
def test_jekyll_shows_no_post_without_a_date_in_its_name(tmp_path: Path, name: str) -> None:
    files = {"_config.yml": "title: x", f"_posts/{name}": DATED}
    (post,) = posts_of(tmp_path, files).values()
    assert (post.data.status, "Jekyll did not show it" in post.notes[0]) == ("draft", True)


@pytest.mark.parametrize(
    ("image", "wanted"),
    [
        ("/a/b.png", "https://e.com/a/b.png"),
        ("a b.jpg", "https://e.com/a%20b.jpg"),
        ("img/c.webp", "https://e.com/img/c.webp"),
        ("https://x.org/d.png", "https://x.org/d.png"),
        ("none", None),
    ],
)
def test_a_title_image_that_is_not_there_keeps_its_address(
    tmp_path: Path, image: str, wanted: str | None
) -> None:
    head = f"date: 2015-06-15\nimage: {image}"
    files = {"_config.yml": "url: https://e.com", "_posts/2015-06-15-a.md": PAGE.format(head)}
    (post,) = posts_of(tmp_path, files).values()
    assert post.data.image_url == wanted
    is_told = "image that stays at the old site" in post.not_carried
    assert is_told == (wanted is not None and "e.com" in wanted)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://codepen.io/ada/embed/aBc?height=1", "https://codepen.io/ada/pen/aBc"),
        ("//codepen.io/ada/embed/preview/aBc/", "https://codepen.io/ada/pen/aBc"),
        ("https://codepen.io/ada/embed/aBc", "https://codepen.io/ada/pen/aBc"),
        ("https://codepen.io/ada/pen/aBc", "https://codepen.io/ada/pen/aBc"),
    ],
)
def test_the_page_of_a_pen(address: str, page: str) -> None:
    assert page_of(address) == page


@pytest.mark.parametrize(
    "text", ["see [vim\n: better\nvim](/x)\n", "[a\n: b](/x)\n", "a [b\n:   c](/x) d\n"]
)
def test_a_link_with_a_colon_in_a_line_is_no_definition(text: str) -> None:
    assert replace_kramdown(text, []) == text


@pytest.mark.parametrize(
    ("name", "path"),
    [("_docs/index.md", "/docs"), ("_docs/a.md", "/a"), ("post/one/index.md", "/one")],
)
def test_links_to_index_pages(name: str, path: str) -> None:
    assert path_of(name) == path


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("![[a.mp4]]", ["embedded file"]),
        ("![[b.pdf#page=2]]", ["embedded file"]),
        ("![[Note]]", ["embedded note"]),
        ("![[Note.md]]", ["embedded note"]),
        ("![[c.png]]", []),
    ],
)
def test_embedded_files_are_no_notes(text: str, lost: list[str]) -> None:
    told: list[str] = []
    replace_obsidian(text, told)
    assert told == lost
