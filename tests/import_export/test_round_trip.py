"""An export and an import into an empty database lose nothing of a post."""

from pathlib import Path

from tests.factories import World
from tests.import_export.conftest import Command, all_posts, photograph

TITLES = [
    "--- : #",
    "---",
    "+++",
    "null",
    "~",
    "no",
    "2024-01-31",
    "1.10",
    "'\"\\",
    "!!python/object:os.system",
    "*alias &anchor",
    "{{ liquid }} {% raw %}",
    "[a, b]: {c: d}",
    "two\nlines\n---\nand more",
    "tab\tand\rreturn",
    " spaces around ",
    "@at `tick %percent |pipe >fold",
    "next\u0085line and\u2028separator",
    "\ufeffbyte order mark",
    "control \x01\x1b[31m",
    "日本語の題名",
    "Заголовок",
    "عنوان المقال",
    "שלום עולם",
    "emoji 👩‍👩‍👧‍👦 🇪🇺",
    "Ünïcödé: Straße",
    "x" * 200,
]
CONTENTS = [
    "",
    "\n",
    "\r\n\r\nwindows\r\n",
    "ends with a return\r",
    "---\ntitle: not mine\n---\n",
    "+++\n",
    "\n\n\nblank lines around\n\n\n",
    "  indented\n\ttab ",
    "日本語\u2028の\u0085本文 😀",
    "\ufeffmark",
    "no end of line",
]


async def write_all(world: World) -> None:
    """Write hostile titles and contents, and every status, tag order and kind of excerpt."""
    author = await world.user("ada")
    for title in TITLES:
        await world.post(author, title=title, content=title, excerpt=title, category=title[:100])
    for content in CONTENTS:
        await world.post(author, content=content)
    await world.post(
        author,
        tags=["zebra", "apple", "日本", "mango"],
        image_url="https://example.com/a%20b.png?x=1#y",
        excerpt="",
        published_at="2019-02-03T04:05:06.789012+05:30",
    )
    for status in ("draft", "archived", "published"):
        await world.post(author, status=status)
        await world.post(author, status=status, published_at="2099-01-01T00:00:00Z")
    await world.execute(
        "UPDATE posts SET created_at = created_at - interval '3 days',"
        " updated_at = updated_at - interval '1.5 hours'"
    )
    await world.execute("UPDATE posts SET excerpt = 'of another release' WHERE slug = 'no'")


async def empty_but_for_ada(world: World) -> None:
    """Delete all posts and all rows that refer to them."""
    await world.execute("DELETE FROM posts")


async def test_nothing_is_lost(blog: Command, world: World, tmp_path: Path) -> None:
    await write_all(world)
    before = await all_posts(world)
    assert len(before) == len(TITLES) + len(CONTENTS) + 7
    folder = tmp_path / "exported"
    assert await blog("export", folder) == (0, f"Wrote {len(before)} posts to {folder}.")
    await empty_but_for_ada(world)
    code, said = await blog("import", folder)
    assert (code, said) == (
        0,
        f"Imported {len(before)} posts; 0 were there already, 0 are left out.",
    )
    assert await all_posts(world) == before
    found = await world.execute("SELECT count(*) FROM post_search JOIN post_html USING (post_id)")
    assert found == [(len(before),)]
    authors = await world.execute(
        "SELECT DISTINCT username FROM posts JOIN users ON users.id = author_id"
    )
    assert authors == [("ada",)]


async def test_into_the_same_blog_it_changes_nothing(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.post(tags=["a"])
    await world.post(status="draft")
    before = await photograph(world)
    await blog("export", tmp_path / "exported")
    assert await blog("import", tmp_path / "exported") == (
        0,
        "Imported 0 posts; 2 were there already, 0 are left out.",
    )
    after = await photograph(world)
    entries = after.pop("audit_entries")
    assert len(entries) == len(before.pop("audit_entries")) + 1
    assert after == before


async def test_what_is_in_the_trash_is_not_exported(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.deleted_post()
    assert await blog("export", tmp_path / "out") == (0, f"Wrote 0 posts to {tmp_path / 'out'}.")


async def test_only_an_empty_folder_is_written_to(
    blog: Command, world: World, tmp_path: Path
) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "mine.md").write_text("mine")
    code, said = await blog("export", tmp_path / "kept")
    assert (code, said.endswith("is not empty: export into a new folder.")) == (1, True)
    code, said = await blog("export", tmp_path / "kept" / "mine.md")
    assert (code, said.endswith("is no folder.")) == (1, True)
    assert (tmp_path / "kept" / "mine.md").read_text() == "mine"


async def test_old_addresses_are_exported(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    (tmp_path / "site").mkdir()
    addresses = '["/2015/06/boat.html", "/?p=12", "/a%20b/100%25", "/日本/"]'
    page = f"---\ntitle: Boat\ndate: 2020-01-01\nredirect_from: {addresses}\n---\nx\n"
    (tmp_path / "site" / "boat.md").write_text(page, encoding="utf-8")
    await blog("import", tmp_path / "site", "--author", "ada")
    rows = "SELECT path, slug FROM post_redirects JOIN posts ON id = post_id ORDER BY path"
    before = await world.execute(rows)
    assert len(before) == 4
    slugs = await world.execute("SELECT slug FROM post_slugs ORDER BY slug")
    await blog("export", tmp_path / "out")
    await world.execute("DELETE FROM posts")
    await blog("import", tmp_path / "out")
    assert await world.execute(rows) == before
    assert await world.execute("SELECT slug FROM post_slugs ORDER BY slug") == slugs
