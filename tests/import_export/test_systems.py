"""Exports of other systems, in their public formats."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.factories import World
from tests.import_export.conftest import Command, all_posts
from tests.import_export.sources import item, make_wordpress

MEDIUM = """<!DOCTYPE html><html><head><title>Boat</title></head><body><article class="h-entry">
<header><h1 class="p-name">Boat</h1></header>
<section data-field="subtitle" class="p-summary">About a boat</section>
<section data-field="body" class="e-content"><section><h3 class="graf graf--title">Boat</h3>
<p class="graf">Words <strong>here</strong>.</p></section></section>
<footer><p>By <a href="https://medium.com/@ada" class="p-author h-card">ada</a> on
<a href="https://medium.com/p/0123456789ab">
<time class="dt-published" datetime="{date}">x</time></a>
</p><p><a href="https://medium.com/@ada/boat-0123456789ab" class="p-canonical">Canonical</a></p>
</footer></article></body></html>"""
TUMBLR = """<!DOCTYPE HTML><html><body><h1>Boat</h1><p>Words</p><div id="footer">
<span id="timestamp"> June 15th, 2015 9:30am </span><span class="tag">sea</span></div>
</body></html>"""
ENTRY = """<entry><id>tag:blogger.com,1999:blog-1.post-{n}</id>
<published>2015-06-15T09:30:00.000-07:00</published><updated>2015-06-16T00:00:00Z</updated>
<category scheme="http://schemas.google.com/g/2005#kind"
 term="http://schemas.google.com/blogger/2008/kind#{kind}"/>
<category scheme="http://www.blogger.com/atom/ns#" term="Sea"/>{more}
<title type="text">Boat {n}</title><content type="html">&lt;b&gt;Words&lt;/b&gt;</content>
<link rel="alternate" href="https://x.blogspot.com/2015/06/boat-{n}.html"/>
<author><name>ada</name></author></entry>"""
BLOGGER = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:app="http://purl.org/atom/app#" xmlns:thr="http://purl.org/syndication/thread/1.0">
<id>tag:blogger.com,1999:blog-1.archive</id>{entries}</feed>"""
ANSWER = '<thr:in-reply-to ref="tag:blogger.com,1999:blog-1.post-1" href="x"/>'
DRAFT = "<app:control><app:draft>yes</app:draft></app:control>"
FOREM = {
    "id": 7, "title": "Boat", "slug": "boat-1ab", "body_markdown": "Words {% youtube abc %}",
    "published": True, "published_at": "2015-06-15T09:30:00Z", "cached_tag_list": "sea, ships",
}  # fmt: skip  # as many in a line as fit
HASHNODE = {
    "cuid": "c1", "title": "Boat", "slug": "boat", "contentMarkdown": "Words",
    "dateAdded": "2015-06-15T09:30:00Z", "tags": [{"name": "Sea"}], "isActive": True,
}  # fmt: skip  # as many in a line as fit
NOTION = "# Boat\n\nCreated: June 15, 2015 9:30 AM\nTags: sea, ships\n\nWords\n"
SUBSTACK = (
    "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n"
    "1.boat,2015-06-15T09:30:00.000Z,true,,newsletter,everyone,Boat,About,\n"
    "2.paid,2015-06-15T09:30:00.000Z,true,,newsletter,only_paid,Paid,,\n"
    "3.gone,2015-06-15T09:30:00.000Z,true,,newsletter,everyone,Gone,,\n"
)
Files = dict[str, str]
SYSTEMS: dict[str, tuple[Files, dict[str, str]]] = {
    "medium": (
        {
            "posts/2015-06-15_Boat-0123456789ab.html": MEDIUM.format(date="2015-06-15T09:30:00Z"),
            "posts/draft_Secret-0123456789ac.html": MEDIUM.format(date=""),
        },
        {"boat": "published", "secret": "draft"},
    ),
    "tumblr": ({"posts/html/123.html": TUMBLR, "media/x.txt": ""}, {"boat": "published"}),
    "substack": (
        {
            "posts.csv": SUBSTACK,
            "posts/1.boat.html": "<p>Words</p>",
            "posts/2.paid.html": "<p>x</p>",
        },
        {"boat": "published", "paid": "draft"},
    ),
    "notion": (
        {f"Boat {'0' * 32}.md": NOTION, f"Ship {'1' * 32}.md": NOTION.replace("Boat", "Ship")},
        {"boat": "published", "ship": "published"},
    ),
    "hashnode": ({"export.json": json.dumps({"posts": [HASHNODE]})}, {"boat": "published"}),
    "dev.to": ({"articles.json": json.dumps([FOREM])}, {"boat-1ab": "published"}),
    "blogger": (
        {
            "blog.xml": BLOGGER.format(
                entries=ENTRY.format(n=1, kind="post", more="")
                + ENTRY.format(n=2, kind="post", more=DRAFT)
                + ENTRY.format(n=3, kind="comment", more=ANSWER)
                + ENTRY.format(n=4, kind="page", more="")
                + ENTRY.format(n=5, kind="settings", more="")
            )
        },
        {"boat-1": "published", "boat-2": "draft"},
    ),
    "pelican": (
        {"content/boat.md": "Title: Boat\nDate: 2015-06-15 09:30\nTags: sea\n\nWords\n"},
        {"boat": "published"},
    ),
    "hexo": (
        {
            "source/_posts/boat.md": (
                "title: Boat\ndate: 2015-06-15 09:30:00\ntags:\n- sea\n---\nWords\n"
            )
        },
        {"boat": "published"},
    ),
    "hugo in JSON": (
        {"content/post/boat.md": '{"title": "Boat", "date": "2015-06-15T09:30:00Z"}\n\nWords\n'},
        {"boat": "published"},
    ),
    "obsidian": (
        {"Notes/Boat.md": "---\ndate created: 2015-06-15\n---\nWords [[Ship]]\n"},
        {"boat": "published"},
    ),
}


def write(root: Path, files: Files) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def zipped(root: Path, files: Files) -> Path:
    path = root.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def source_of(root: Path, files: Files, *, packed: bool) -> Path:
    """Return a folder or archive, or the file of an export that is a single one."""
    single = [name for name in files if name.endswith((".json", ".xml"))]
    if packed:
        return zipped(root, files)
    return write(root, files) / single[0] if single else write(root, files)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", SYSTEMS)
async def test_a_system(
    blog: Command, world: World, tmp_path: Path, name: str, packed: bool
) -> None:
    await world.user("ada")
    files, wanted = SYSTEMS[name]
    path = source_of(tmp_path / "source", files, packed=packed)
    code, said = await blog("import", path, "--author", "ada")
    posts = {post["slug"]: post for post in await all_posts(world)}
    assert {slug: post["status"] for slug, post in posts.items()} == wanted, said
    assert code == (3 if name == "substack" else 0)
    first = posts[next(iter(wanted))]
    assert first["published_at"].date().isoformat() == "2015-06-15"
    assert "Words" in first["content"]
    assert "<p>" not in first["content"]
    again = (await blog("import", path, "--author", "ada"))[1]
    assert f"Imported 0 posts; {len(wanted)} {'was' if len(wanted) == 1 else 'were'} there" in again


async def test_comments_of_blogger(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    path = source_of(tmp_path / "source", SYSTEMS["blogger"][0], packed=False)
    said = (await blog("import", path))[1]
    assert "other things left out: 1 page, 1 settings." in said
    rows = await world.execute("SELECT author_name, content FROM comments")
    assert rows == [("ada", "**Words**")]


ARCHIVES: list[tuple[str, bytes, str]] = [
    ("a.tar.gz", b"\x1f\x8b\x08", "It is a gzip archive: unpack it, and import the folder."),
    ("a.tar", b"x" * 257 + b"ustar", "It is a tar archive: unpack it, and import the folder."),
    ("a.db", b"SQLite format 3\0", "It is a SQLite database."),
    ("a.sql", b"-- MySQL dump 10.1", "It is a dump of MySQL: export from the blog system instead."),
    ("a.pdf", b"%PDF-1.7", "It is a PDF document."),
    ("a.zip", b"PK\x03\x04broken", "It is neither a folder"),
    ("a.xml", b"<rss><channel><item/></channel></rss>", "It is XML, but no export of WordPress"),
    (
        "feed.xml",
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>',
        "It is a feed, and no export: it may have only the latest posts.",
    ),
]


@pytest.mark.parametrize("archive", ARCHIVES, ids=lambda archive: archive[0])
async def test_another_archive_is_named(
    blog: Command, world: World, tmp_path: Path, archive: tuple[str, bytes, str]
) -> None:
    name, data, sentence = archive
    (tmp_path / name).write_bytes(data)
    code, said = await blog("import", tmp_path / name)
    assert (code, said.startswith(f"{tmp_path / name}: {sentence}")) == (1, True), said


def bomb() -> dict[str, Any]:
    return {"data": "0" * (64 * 2**20), "compress_type": zipfile.ZIP_DEFLATED}


async def test_an_archive_that_unpacks_to_too_much(
    blog: Command, world: World, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w") as archive:
        archive.writestr("a.md", **bomb())
    code, said = await blog("import", tmp_path / "bomb.zip")
    assert (code, "unpacks to more than could be meant" in said) == (1, True)


GALLERIES = {
    "[gallery]": ["a.jpg", "b.png"],
    '[gallery columns="2" link="file"]': ["a.jpg", "b.png"],
    '[gallery exclude="11"]': ["b.png"],
    '[gallery id="8"]': ["c.jpg"],
    '[gallery ids="13,10"]': ["c.jpg"],
}


@pytest.mark.parametrize("text", GALLERIES)
async def test_a_gallery_without_ids_has_the_images_of_the_post(
    blog: Command, world: World, tmp_path: Path, text: str
) -> None:
    await world.user("ada")
    urls = {11: ("a.jpg", 7), 12: ("b.png", 7), 13: ("c.jpg", 8), 10: ("paper.pdf", 7)}
    attached = [
        item(number, kind="attachment", status="inherit", url=f"https://example.com/{name}")
        .replace("<wp:post_id>", f"<wp:post_parent>{parent}</wp:post_parent><wp:post_id>")
        for number, (name, parent) in urls.items()
    ]  # fmt: skip  # as many in a line as fit
    path = make_wordpress(tmp_path / "w.xml", item(7, content=f"Boats {text}"), *attached)
    code, said = await blog("import", path, "--author", "ada")
    (post,) = await all_posts(world)
    assert re.findall(r"!\[\]\(https://example.com/([^)]+)\)", post["content"]) == GALLERIES[text]
    assert (code, "gallery" in said) == (0, False)
