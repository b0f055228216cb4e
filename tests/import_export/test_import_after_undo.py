"""An import that was undone and is run again, with other options."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from blog_api.import_export.commands import batch
from tests.factories import World
from tests.import_export.conftest import Command, all_posts, photograph
from tests.import_export.sources import item, make_wordpress

COMMENTS = "".join(
    f"""<wp:comment><wp:comment_id>{number}</wp:comment_id>
<wp:comment_author><![CDATA[Bob]]></wp:comment_author>
<wp:comment_date_gmt>{date}</wp:comment_date_gmt>
<wp:comment_content><![CDATA[Well said {number}]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"""
    for number, date, parent in (
        (1, "2020-05-06 10:00:00", 0),
        (2, "2020-05-06 10:00:00", 1),
        (3, "soon", 1),
    )
)
CLASH_ONCE = """
CREATE SEQUENCE tries;
CREATE FUNCTION clash_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN
IF nextval('tries') = 1 THEN
    RAISE unique_violation USING CONSTRAINT = 'uq_posts_slug_live'; END IF; RETURN NEW; END$$;
CREATE TRIGGER clash_once BEFORE UPDATE OF deleted_at ON posts
FOR EACH ROW EXECUTE FUNCTION clash_once()
"""


def with_comments(number: int, **fields: str) -> str:
    return item(number, **fields).replace("</item>", f"{COMMENTS}</item>")


def make_export(folder: Path, *more: str) -> Path:
    link = "<link>https://old.example/2020/sea/</link></item>"
    addressed = with_comments(1).replace("</item>", link)
    return make_wordpress(folder / "w.xml", addressed, item(2), *more)


def make_authors(folder: Path, **names: str) -> Path:
    path = folder / "authors.toml"
    path.write_text("".join(f'{name} = "{account}"\n' for name, account in names.items()))
    return path


async def undo(blog: Command, world: World) -> str:
    ((run,),) = await world.execute("SELECT max(import_id) FROM post_imports")
    code, said = await blog("import", "--undo", str(run))
    assert code == 0
    return said


async def authors_of_posts(world: World) -> list[tuple[Any, ...]]:
    return await world.execute(
        "SELECT p.id, p.slug, p.status, u.username FROM posts p JOIN users u ON u.id = p.author_id "
        "ORDER BY p.id"
    )


async def import_and_undo(blog: Command, world: World, tmp_path: Path) -> Path:
    """Return the export whose posts are in the trash now."""
    path = make_export(tmp_path)
    await blog("import", path)
    await undo(blog, world)
    return path


async def test_it_is_imported_again_for_another_author(
    blog: Command, world: World, tmp_path: Path
) -> None:
    """The first map does not name the author, so the posts are drafts of another account."""
    await world.user("ada")
    await world.user("bob")
    path = make_export(tmp_path)
    path.write_text(
        path.read_text().replace("creator><![CDATA[wpada]", "creator><![CDATA[someone]")
    )
    await blog("import", path, "--author", "ada", "--authors", make_authors(tmp_path, nobody="bob"))
    first = await authors_of_posts(world)
    assert [row[2:] for row in first] == [("draft", "ada")] * 2
    assert (await undo(blog, world)).endswith("/undo, or import again.")
    code, said = await blog("import", path, "--authors", make_authors(tmp_path, someone="bob"))
    summary = (
        "Imported 2 posts with 3 comments (2 from the trash, after an undo); "
        "0 were there already, 0 are left out."
    )
    assert (code, said.splitlines()[-1]) == (0, summary)
    assert "address" not in said
    again = await authors_of_posts(world)
    assert again == [(*row[:2], "published", "bob") for row in first]
    redirect = await world.client.get("/api/redirects", params={"path": "/2020/sea"})
    assert redirect.json()["post_id"] == first[0][0]
    comments = await world.execute("SELECT content, in_reply_to IS NULL FROM comments ORDER BY id")
    assert comments == [("Well said 1", True), ("Well said 2", False), ("Well said 3", False)]


async def test_the_deletion_has_nothing_left_to_restore(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    admin = await world.admin()
    path = make_export(tmp_path)
    before = await blog("import", path)
    posts = await all_posts(world)
    await undo(blog, world)
    assert (await blog("import", path))[0] == before[0]
    assert await all_posts(world) == posts
    (deletion,) = (await world.client.get("/api/deletions", headers=admin.headers)).json()["items"]
    assert deletion["undone_at"] is not None
    await world.client.post(f"/api/deletions/{deletion['id']}/undo", json={}, headers=admin.headers)
    assert await all_posts(world) == posts
    assert (await undo(blog, world)).startswith("Moved 2 posts to the trash")


async def test_a_restored_import_is_there_already(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    admin = await world.admin()
    path = await import_and_undo(blog, world, tmp_path)
    ((deletion,),) = await world.execute("SELECT id FROM deletions")
    await world.client.post(f"/api/deletions/{deletion}/undo", json={}, headers=admin.headers)
    said = (await blog("import", path))[1]
    assert said.endswith("Imported 0 posts; 2 were there already, 0 are left out.")


async def test_an_edit_stays_in_the_history(blog: Command, world: World, tmp_path: Path) -> None:
    ada = await world.user("ada")
    path = make_export(tmp_path)
    await blog("import", path)
    ((post_id,),) = await world.execute("SELECT id FROM posts WHERE slug = 'wp-2'")
    edit = {"title": "Edited here", "content": "Other words", "slug": "edited"}
    await world.client.patch(f"/api/posts/{post_id}", json=edit, headers=ada.headers)
    await undo(blog, world)
    assert (await blog("import", path))[0] == 0
    post = (await world.client.get(f"/api/posts/{post_id}")).json()
    assert (post["title"], post["slug"], post["content"]) == ("WordPress 2", "wp-2", "Body")
    kept = await world.execute(
        "SELECT version, via, title, changed FROM post_revisions WHERE post_id = %s "
        "ORDER BY version",
        post_id,
    )
    assert [row[:3] for row in kept] == [
        (1, "import", "WordPress 2"),
        (2, "edit", "Edited here"),
        (3, "import", "WordPress 2"),
    ]
    assert set(kept[2][3]) >= {"title", "slug", "content"}


async def test_a_slug_that_was_taken_is_numbered(
    blog: Command, world: World, tmp_path: Path
) -> None:
    ada = await world.user("ada")
    path = await import_and_undo(blog, world, tmp_path)
    await world.post(ada, title="Mine", slug="wp-2")
    code, said = await blog("import", path)
    assert (code, "another post has the slug wp-2; it is wp-2-2" in said) == (0, True)


async def test_what_a_person_deleted_stays_in_the_trash(
    blog: Command, world: World, tmp_path: Path
) -> None:
    ada = await world.user("ada")
    path = make_export(tmp_path)
    await blog("import", path)
    ((post_id,),) = await world.execute("SELECT id FROM posts WHERE slug = 'wp-2'")
    await world.delete(f"/api/posts/{post_id}", ada)
    await undo(blog, world)
    said = (await blog("import", path))[1]
    there = "1 was there already (1 in the trash), 0 are left out."
    assert said.endswith(f"(1 from the trash, after an undo); {there}")


async def test_a_deleted_comment_stays_in_the_trash(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    admin = await world.admin()
    path = make_export(tmp_path)
    await blog("import", path)
    ((spam,),) = await world.execute("SELECT max(id) FROM comments")
    await world.delete(f"/api/comments/{spam}", admin)
    await undo(blog, world)
    await blog("import", path)
    counts = await world.execute("SELECT count(*), count(deleted_at) FROM comments")
    assert counts == [(3, 1)]


async def test_a_dry_run_says_the_same_and_changes_nothing(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    path = await import_and_undo(blog, world, tmp_path)
    before = await photograph(world)
    rehearsed = await blog("import", path, "--dry-run")
    assert await photograph(world) == before
    done = await blog("import", path)
    assert rehearsed == (done[0], done[1].replace("Imported", "Would import"))


async def test_a_slug_that_is_taken_at_the_same_time(
    blog: Command, world: World, database_url: str, tmp_path: Path
) -> None:
    await world.user("ada")
    path = await import_and_undo(blog, world, tmp_path)
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(CLASH_ONCE)
        try:
            code, _ = await blog("import", path)
        finally:
            owner.execute("DROP FUNCTION clash_once CASCADE")
            owner.execute("DROP SEQUENCE tries")
    live = await world.execute("SELECT slug FROM posts WHERE deleted_at IS NULL ORDER BY id")
    assert (code, live) == (0, [("wp-1",), ("wp-2",)])


async def test_posts_that_are_restored_at_the_same_time(
    blog: Command, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.user("ada")
    path = await import_and_undo(blog, world, tmp_path)

    async def lock_nothing(*_: object) -> dict[int, Any]:
        return {}

    monkeypatch.setattr(batch, "lock_undone", lock_nothing)
    code, said = await blog("import", path)
    assert (code, "are being restored or removed; run this import again" in said) == (1, True)
