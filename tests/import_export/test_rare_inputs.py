"""Inputs that are rare in exports: nothing is lost, more public, or untold."""

import html
import json
from pathlib import Path
from typing import Any

from blog_api.import_export.image_files import ImageFiles
from blog_api.import_export.preparation import Surroundings, prepare
from blog_api.import_export.records import LeftOut
from blog_api.import_export.sources.reading import read_source
from blog_api.import_export.validation import Accepted
from tests.import_export.sources import ghost_post, item, make_wordpress
from tests.import_export.test_systems import write

PAGE = "---\ntitle: {0}\ndate: 2020-01-01\n---\n{0}\n"
HUGO = """disableLanguages = ["de"]
[languages.fr]
disabled = true
[languages.it]
disabled = true
contentDir = "content/it"
[languages.es]
disabled = false
"""
TABLE = "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n"
ROW = "{0}.p{0},2020-01-01T00:00:00.000Z,true,,newsletter,everyone,P,,\n"


def read(path: Path) -> tuple[dict[str, Accepted], dict[str, str]]:
    """Return accepted posts and kinds of what is left out, by their places."""
    source = read_source(path)
    surroundings = Surroundings(ImageFiles(source.media, source.site, source.root), source.site)
    posts: dict[str, Accepted] = {}
    left: dict[str, str] = {}
    for each in source.items:
        if isinstance(each, LeftOut):
            left[each.place] = each.what
        else:
            posts[each.place] = prepare(each, surroundings)
    return posts, left


def embed(name: str, **values: Any) -> str:
    return f'<div class="{name}" data-attrs="{html.escape(json.dumps(values))}"></div>'


def test_a_page_inside_a_bundle_of_hugo_is_a_resource(tmp_path: Path) -> None:
    names = ("one/index.md", "one/index.es.md", "one/notes.md", "one/deep/more.md", "two.md")
    files = {f"content/post/{name}": PAGE.format(name) for name in names}
    posts, left = read(write(tmp_path / "site", {"hugo.toml": "", **files}))
    assert left == {
        "content/post/one/notes.md": "resource",
        "content/post/one/deep/more.md": "resource",
    }
    assert len(posts) == len(names) - len(left)
    posts, left = read(write(tmp_path / "other", files))
    assert (len(posts), left) == (len(names), {})


def test_a_disabled_language_of_hugo_stays_hidden(tmp_path: Path) -> None:
    names = ("a.fr.md", "a.de.md", "a.es.md", "a.md", "it/b.md")
    files = {f"content/{name}": PAGE.format(name) for name in names}
    posts, _ = read(write(tmp_path / "site", {"hugo.toml": HUGO, **files}))
    hidden = {
        place.removeprefix("content/") for place, p in posts.items() if p.data.status == "draft"
    }
    assert hidden == {"a.fr.md", "a.de.md", "it/b.md"}


def test_embeds_of_substack(tmp_path: Path) -> None:
    embeds = [
        embed("tweet", url="https://twitter.com/a/status/1", full_text="Said *it*"),
        embed("embedded-post-wrap", url="https://o.substack.com/p/x", title="Other"),
        embed("latex-rendered", persistentExpression="a^2"),
        embed("image-gallery-embed", gallery={"images": [{"src": "https://e.com/1.png"}]}),
        embed("youtube-wrap", videoId="abcdefghijk"),
        embed("poll-embed", id=1),
        '<p class="button-wrapper" data-attrs="{}"><a href="https://e.com/s">Share</a></p>',
        '<div class="broken" data-attrs="{x">words</div>',
    ]
    files = {"posts.csv": TABLE + ROW.format(1), "posts/1.p1.html": "".join(embeds)}
    post = read(write(tmp_path / "export", files))[0]["post 1.p1"]
    assert post.data.content == (
        "Said \\*it\\*\\\n[https://twitter.com/a/status/1](https://twitter.com/a/status/1)\n\n"
        "Other\\\n[https://o.substack.com/p/x](https://o.substack.com/p/x)\n\n"
        "```math\na^2\n```\n\n![](https://e.com/1.png)\n\n"
        "[https://www.youtube.com/watch?v=abcdefghijk]"
        "(https://www.youtube.com/watch?v=abcdefghijk)\n\n"
        "[Share](https://e.com/s)\n\nwords"
    )
    assert post.not_carried == ["embed poll-embed"]


def test_a_paywall_of_substack_makes_a_draft(tmp_path: Path) -> None:
    wall = '<p>a</p><div class="paywall-jump" data-component-name="PaywallToDOM"></div><p>b</p>'
    files = {"posts.csv": TABLE + ROW.format(1) + ROW.format(2), "posts/1.p1.html": wall}
    posts, _ = read(write(tmp_path / "export", files | {"posts/2.p2.html": "<p>paywall</p>"}))
    assert [post.data.status for post in posts.values()] == ["draft", "published"]
    assert posts["post 1.p1"].notes == ["it has a paywall, so it becomes a draft"]


def test_a_post_of_substack_with_too_long_a_name_is_left_out(tmp_path: Path) -> None:
    long = ROW.format(1).replace("1.p1", f"1.{'p' * 300}")
    files = {"posts.csv": TABLE + long + ROW.format(2), "posts/2.p2.html": "<p>words</p>"}
    posts, left_out = read(write(tmp_path / "export", files))
    assert list(posts) == ["post 2.p2"]
    assert len(left_out) == 1


def test_a_gallery_has_the_captions_of_the_library(tmp_path: Path) -> None:
    picture = item(11, kind="attachment", status="inherit", url="https://example.com/g.jpg")
    empty = "<excerpt:encoded><![CDATA[]]>"
    picture = picture.replace(empty, "<excerpt:encoded><![CDATA[By <b>Jo</b>]]>")
    path = make_wordpress(tmp_path / "w.xml", item(7, content='[gallery ids="11"]'), picture)
    assert "By <b>Jo</b></figcaption>" in read(path)[0]["item 7"].data.content


JEKYLL = "collections:\n  shown:\n    output: true\n  kept:\n    output: false\n"


def test_a_collection_of_jekyll_without_pages_stays_hidden(tmp_path: Path) -> None:
    names = ("_posts/2020-01-01-a.md", "_shown/b.md", "_kept/c.md", "_other/2020-01-01-d.md")
    files = {name: PAGE.format(name) for name in names}
    posts, _ = read(write(tmp_path / "site", {"_config.yml": JEKYLL, **files}))
    drafts = {place for place, post in posts.items() if post.data.status == "draft"}
    assert drafts == {"_kept/c.md", "_other/2020-01-01-d.md"}


def test_a_page_without_an_address_stays_hidden(tmp_path: Path) -> None:
    page = PAGE.replace("date", "permalink: {1}\ndate")
    files = {"posts/a.md": page.format("A", "false"), "posts/b.md": page.format("B", "/b/")}
    posts, _ = read(write(tmp_path / "site", files))
    assert [post.data.status for post in posts.values()] == ["draft", "published"]
    assert [post.addresses for post in posts.values()] == [[], ["/b"]]


def test_a_database_in_a_page_of_notion(tmp_path: Path) -> None:
    row = "# T\n\nStatus: Draft\nPerson: Jo\nURL: https://e.com/x\nTags: a, b\n\nWords\n"
    name = f"Home {'0' * 32}/Tasks {'1' * 32}/T {'3' * 32}.md"
    files = {f"Home {'0' * 32}.md": "# Home\n\nHome words\n", name: row}
    posts, _ = read(write(tmp_path / "export", files))
    post = next(post for post in posts.values() if post.data.title == "T")
    assert (post.data.status, post.data.tags, post.data.content) == ("draft", ["a", "b"], "Words")
    assert (post.not_carried, post.addresses) == (["property Person", "property URL"], [])


def test_comments_of_ghost_that_were_not_shown(tmp_path: Path) -> None:
    post = ghost_post(1)
    comments = [
        {"id": status, "post_id": post["id"], "html": "<p>Nice</p>", "status": status,
         "created_at": "2021-02-01T00:00:00.000Z"}
        for status in ("published", "hidden", "deleted")
    ]  # fmt: skip  # as many in a line as fit
    path = tmp_path / "ghost.json"
    path.write_text(json.dumps({"db": [{"data": {"posts": [post], "comments": comments}}]}))
    found = read(path)[0]["post ghost-1"]
    assert len(found.comments) == 1
    assert found.not_carried == ["comment (hidden)", "comment (deleted)"]
