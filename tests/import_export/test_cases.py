"""Small sources from public bug reports about importers, and the expected result of each."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.factories import World
from tests.import_export.conftest import Command, all_posts

CASES = Path(__file__).parent / "cases"
OLD_IMAGE = "![a](https://old.example/a.jpg)"


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, …


async def imported(blog: Command, world: World, *path: str | Path) -> dict[str, dict[str, Any]]:
    """Import a case as ada; return posts by their slugs, and the output under an empty slug."""
    if not await world.execute("SELECT 1 FROM users"):
        await world.user("ada")
    code, said = await blog("import", CASES / path[0], "--author", "ada", *path[1:])
    posts = {post["slug"]: post for post in await all_posts(world)}
    return posts | {"": {"code": code, "said": said.splitlines()}}


async def test_entities_in_names(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "03-wxr-entities-in-names/in.xml")
    assert posts["p1"]["title"] == "Salt & Pepper ’24"
    assert posts["p1"]["category"] == "Research & Development"
    assert posts["p1"]["tags"] in (["q-a", "1-1"], ["qa", "11"])


async def test_line_breaks_of_the_classic_editor(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "04-wxr-line-breaks/in.xml")
    answer = await world.client.get("/api/posts/slug/p1?render=html")
    assert "High Street<br>\nSpringfield<br>\nUtopia</p>" in answer.json()["content_html"]
    assert posts["p1"]["content"].endswith("\n\nNext paragraph.")


async def test_indented_html(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "06-wxr-indented-html/in.xml")
    answer = await world.client.get("/api/posts/slug/p1?render=html")
    html = answer.json()["content_html"]
    assert "<pre>" not in html
    assert all(part in html for part in ("<p>Inside the box.</p>", "old.example/a.jpg", "<table>"))
    assert OLD_IMAGE in posts["p1"]["content"]
    assert "not carried: 1 post with image that stays at the old site." in posts[""]["said"]


async def test_shortcodes_and_embeds(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "07-wxr-shortcodes-embeds/in.xml")
    content, excerpt = posts["p1"]["content"], posts["p1"]["excerpt"]
    assert "<figcaption>A boat</figcaption>" in content
    assert "```html\n<div>\n  <b>hi</b>\n</div>\n```" in content
    for address in ("watch?v=abc", "old.example/a.mp3"):
        assert f"{address})" in content
    assert not any(f"[{name}" in content + excerpt for name in ("caption", "gallery", "source"))
    assert any("1 post with shortcode [gallery]" in line for line in posts[""]["said"])


async def test_comments_are_flat_and_refer_to_what_they_answer(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "08-wxr-comments-untold/in.xml")
    assert posts[""]["said"][-1].startswith("Imported 1 post with 3 comments;")
    post = (await world.client.get("/api/posts/slug/p1")).json()
    found = (await world.client.get(f"/api/posts/{post['id']}/comments")).json()["items"]
    assert [(c["author"], c["author_name"], c["content"]) for c in found] == [
        (None, f"Reader {n}", f"Nice {n}") for n in (1, 2, 3)
    ]
    assert [c["in_reply_to"] for c in found] == [None, found[0]["id"], found[1]["id"]]
    assert {c["created_at"] for c in found} == {"2015-06-16T10:00:00Z"}
    assert post["comment_count"] == 3


async def test_a_control_character(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "09-wxr-control-character/in.xml")
    assert posts[""]["said"] == [
        "1 control characters, which XML does not allow, are dropped",
        "item 1: 1 comment has no date that can be read; those come last.",
        "Imported 2 posts with 1 comment; 0 were there already, 0 are left out.",
    ]


async def test_a_code_block_of_ghost(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "12-ghost-code-block/in.json")
    code = "a = 1\n\n# comment\nb = a * 2 * c\n"
    assert posts["post-1"]["content"] == f"Look:\n\n```python\n{code}```\n\nafter"


async def test_the_placeholder_of_ghost(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "14-ghost-url-placeholder/in.json")
    assert "__GHOST_URL__" not in posts["post-1"]["content"]
    assert any("address of the old site (name it with --site)" in s for s in posts[""]["said"])
    await world.execute("DELETE FROM posts")
    site = ("--site", "https://old.example/")
    posts = await imported(blog, world, "14-ghost-url-placeholder/in.json", *site)
    assert posts["post-1"]["image_url"] == "https://old.example/content/images/2023/01/f.png"
    assert "[about](https://old.example/about/)" in posts["post-1"]["content"]


async def test_lexical_and_descriptions_of_ghost(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "15-ghost-plain-and-meta/in.json")
    assert posts["post-1"]["content"] == "## Head\n\n**bold**"
    assert "post post-1: it has no HTML; its lexical is read instead." in posts[""]["said"]
    assert posts["post-2"]["excerpt"] == "What it is about"


async def test_pictures_in_texts(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "16-folder-inline-pictures/site")
    for slug in ("boat", "bundle"):
        address = posts[slug]["content"].partition("](")[2].removesuffix(")")
        path = "/media/" + address.rpartition("/media/")[2]
        # 503: the import ran with a data folder of its own.
        assert (await world.client.get(path)).status_code in {200, 503}
        assert await world.execute("SELECT 1 FROM pictures WHERE name = %s", path[7:])


async def test_pages_are_no_posts(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "17-folder-pages-become-posts/site")
    assert posts.keys() == {"real", ""}
    assert posts[""]["said"][0] == "other things left out: 3 pages, 2 folders."


async def test_other_suffixes_come_or_are_told(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "18-folder-other-suffixes/site")
    assert posts.keys() == {"html", "md", "mkdn", "rmd", ""}
    assert posts[""]["code"] == 3
    told = " ".join(posts[""]["said"])
    assert ("It is Org mode" in told, "It is Textile" in told) == (True, True)


async def test_dates_by_other_names(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "20-folder-dates-not-known/site")
    del posts[""]
    day = at(2020, 1, 2)
    assert {slug: post["published_at"] for slug, post in posts.items()} == {
        "pubdatetime": at(2020, 1, 2, 10), "datepublished": at(2022, 1, 5, 10),
        "created": day, "date": day, "published": day,
    }  # fmt: skip  # as many in a line as fit
    assert {post["status"] for post in posts.values()} == {"published"}


async def test_nothing_becomes_more_public(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "21-folder-more-public/site")
    said = posts.pop("")["said"]
    assert {post["status"] for post in posts.values()} == {"draft"}
    assert "content/headless/index.md: it was headless, so it becomes a draft." in said
    assert len(posts) == 5


async def test_translated_bundles(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "22-hugo-translated-bundles/site")
    assert posts.keys() == {"one", "one-fr", "two", "two-fr", ""}


async def test_footnotes(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "23-folder-footnotes/site")
    assert posts["foot"]["content"].endswith("\n\n---\n\n1. Word\n2. A longer note.")


async def test_the_time_zone_of_a_site(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "25-folder-time-zone/site")
    del posts[""]
    assert {slug: post["published_at"] for slug, post in posts.items()} == {
        "local": at(2015, 6, 12, 2, 30), "est": at(2015, 6, 10, 3, 30),
        "short": at(2014, 10, 1, 16), "hour": at(2015, 6, 8, 13, 5),
    }  # fmt: skip  # as many in a line as fit


async def test_two_posts_of_one_guid_among_sixty_pages(
    blog: Command, world: World, tmp_path: Path
) -> None:
    posts = await imported(blog, world, "26-messages-are-cut/in.xml")
    assert posts.keys() == {"p11", "p12", ""}
    assert "other things left out: 60 pages." in posts[""]["said"]
    report = (tmp_path / "import-report.jsonl").read_text()
    lines = [json.loads(line) for line in report.splitlines()]
    assert [line["event"] for line in lines].count("left_out") == 60
    assert [line["slug"] for line in lines if line["event"] == "imported"] == ["p11", "p12"]
    again = await imported(blog, world, "26-messages-are-cut/in.xml")
    assert again[""]["said"][-1].startswith("Imported 0 posts; 2 were there already")


async def test_old_addresses(blog: Command, world: World, tmp_path: Path) -> None:
    posts = await imported(blog, world, "27-old-addresses/site")
    for old, slug in {"/old/place.html": "perma", "/b/": "perma", "/old/u": "u"}.items():
        answer = await world.client.get("/api/redirects", params={"path": old})
        assert (answer.status_code, answer.json()["slug"]) == (200, slug)
    moved = await world.client.get("/api/posts/slug/place", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (308, "/api/posts/slug/perma")
    rows = (tmp_path / "redirects.csv").read_text().splitlines()
    assert rows[:2] == ["path,slug", "/old/place.html,perma"]
    assert any("canonical address" in line for line in posts[""]["said"])


async def test_a_post_that_is_too_long_is_told(blog: Command, world: World) -> None:
    posts = await imported(blog, world, "34-long-posts/in.json")
    assert posts[""]["code"] == 1
    assert posts[""]["said"][0] == (
        "post post-1: It has 100001 characters; a post has at most 100000."
    )


@pytest.mark.parametrize(
    ("path", "slugs"),
    [
        ("in.xml", {"photo", "photo-2"}),
        ("lang", {"hello", "hello-2"}),
        ("jekyll", {"weekly", "weekly-2"}),
    ],
)
async def test_two_posts_of_one_slug_and_instant(
    blog: Command, world: World, path: str, slugs: set[str]
) -> None:
    posts = await imported(blog, world, f"35-same-slug-same-date/{path}")
    assert posts.keys() == {*slugs, ""}
    assert any("another post has the slug" in line for line in posts[""]["said"])
    again = await imported(blog, world, f"35-same-slug-same-date/{path}")
    assert again.keys() == posts.keys()
    assert again[""]["said"][-1] == "Imported 0 posts; 2 were there already, 0 are left out."
