"""Import runs: undone as one deletion, resumed, reported, and assigned to authors."""

import json
from pathlib import Path

import psycopg
import pytest

from blog_api.import_export import spool
from tests.factories import World
from tests.import_export.conftest import Command, all_posts
from tests.import_export.sources import ghost_post, item, make_ghost, make_wordpress

BREAK_OFF = """
CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
IF NEW.slug = 'ghost-5' THEN RAISE lock_not_available; END IF; RETURN NEW; END$$;
CREATE TRIGGER break_off BEFORE INSERT ON posts FOR EACH ROW EXECUTE FUNCTION break_off()
"""


async def run_id(world: World) -> int:
    ((found,),) = await world.execute("SELECT max(id) FROM imports")
    return int(found)


async def test_an_import_is_undone_as_one_deletion(
    blog: Command, world: World, tmp_path: Path
) -> None:
    ada, admin = await world.user("ada"), await world.admin()
    kept = await world.post(ada)
    await blog("import", make_wordpress(tmp_path / "w.xml", item(1), item(2), item(3)))
    code, said = await blog("import", "--undo", str(await run_id(world)))
    assert (code, said.startswith("Moved 3 posts to the trash in deletion ")) == (0, True)
    listed = (await world.client.get("/api/posts")).json()["items"]
    assert [post["id"] for post in listed] == [kept["id"]]
    (deletion,) = (await world.client.get("/api/deletions", headers=admin.headers)).json()["items"]
    assert (deletion["kind"], deletion["counts"]["posts"], deletion["actor"]) == ("import", 3, None)
    undo = f"/api/deletions/{deletion['id']}/undo"
    answer = await world.client.post(undo, json={}, headers=admin.headers)
    assert answer.json()["restored"]["posts"] == 3


async def test_undo_leaves_what_is_in_the_trash_and_what_came_before(
    blog: Command, world: World, tmp_path: Path
) -> None:
    ada = await world.user("ada")
    path = make_wordpress(tmp_path / "w.xml", item(1))
    await blog("import", path)
    make_wordpress(path, item(1), item(2), item(3))
    await blog("import", path)
    ((post_id,),) = await world.execute("SELECT id FROM posts WHERE slug = 'wp-2'")
    await world.delete(f"/api/posts/{post_id}", ada)
    run = str(await run_id(world))
    assert (await blog("import", "--undo", run))[1].startswith("Moved 1 post to the trash")
    again = (await blog("import", "--undo", run))[1]
    assert again == f"No post of import {run} is left; nothing was done."
    said = (await blog("import", path))[1]
    there = "2 were there already (1 in the trash), 0 are left out."
    assert said.endswith(f"\nImported 1 post (1 from the trash, after an undo); {there}")
    listed = (await world.client.get("/api/posts")).json()["items"]
    assert {post["slug"] for post in listed} == {"wp-1", "wp-3"}


async def test_an_import_that_does_not_exist(blog: Command, world: World) -> None:
    assert await blog("import", "--undo", "987654") == (1, "There is no import 987654.")
    assert (await blog("import"))[0] == 2  # a wrong use of the command


async def test_an_interrupted_import_goes_on(
    blog: Command,
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    database_url: str,
) -> None:
    """Committed batches stay; the next run imports the rest."""
    await world.user("ada")
    monkeypatch.setattr(spool, "MAX_POSTS", 2)
    posts = [ghost_post(n) for n in range(1, 8)]
    path = make_ghost(tmp_path / "g.json", *posts)
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(BREAK_OFF)
        try:
            code, _ = await blog("import", path)
        finally:
            owner.execute("DROP FUNCTION break_off CASCADE")
    assert code == 1
    assert len(await all_posts(world)) == 4
    said = (await blog("import", path))[1]
    assert said.endswith("Imported 3 posts; 4 were there already, 0 are left out.")
    ((unfinished,),) = await world.execute("SELECT count(*) FROM imports WHERE finished_at IS NULL")
    assert unfinished >= 1


CLASH = """
CREATE FUNCTION clash() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
RAISE unique_violation USING CONSTRAINT = 'pk_post_imports'; END$$;
CREATE TRIGGER clash BEFORE INSERT ON post_imports FOR EACH ROW EXECUTE FUNCTION clash()
"""


async def test_a_concurrent_import_of_the_same_posts(
    blog: Command, world: World, database_url: str, tmp_path: Path
) -> None:
    await world.user("ada")
    path = make_wordpress(tmp_path / "w.xml", item(1))
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(CLASH)
        try:
            code, said = await blog("import", path)
        finally:
            owner.execute("DROP FUNCTION clash CASCADE")
    assert (code, "Another import writes the same posts" in said) == (1, True)


async def test_a_map_of_authors(blog: Command, world: World, tmp_path: Path) -> None:
    """Mapped authors keep their posts public; posts of others become drafts, with a note."""
    await world.user("ada")
    bob = await world.user("bob")
    names = tmp_path / "authors.toml"
    names.write_text('wpada = "bob"\n')
    path = make_wordpress(tmp_path / "w.xml", item(1), item(2).replace("[wpada]", "[someone]"))
    code, said = await blog("import", path, "--author", "ada", "--authors", names)
    assert code == 0
    assert "item 2: its author 'someone' is neither mapped nor has an account" in said
    posts = {post["slug"]: post["status"] for post in await all_posts(world)}
    assert posts == {"wp-1": "published", "wp-2": "draft"}
    ((owner,),) = await world.execute("SELECT author_id FROM posts WHERE slug = 'wp-1'")
    assert owner == bob.id


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("wpada = 1", "'wpada' is to be one user name or address, in quotes, or an account"),
        ("wpada", "It is no TOML:"),
        ('wpada = "nobody"', "author 'wpada': there is no active account 'nobody'."),
    ],
)
async def test_a_map_that_cannot_be_used(
    blog: Command, world: World, tmp_path: Path, text: str, sentence: str
) -> None:
    await world.user("ada")
    (tmp_path / "authors.toml").write_text(text)
    path = make_wordpress(tmp_path / "w.xml", item(1))
    code, said = await blog("import", path, "--authors", tmp_path / "authors.toml")
    assert (code, sentence in said, await all_posts(world)) == (1, True, [])


async def test_the_report_has_every_line(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    path = make_wordpress(
        tmp_path / "w.xml", item(1), item(2, kind="page"), item(3, password="x"), item(4, title="")
    )
    report = tmp_path / "told.jsonl"
    code, _ = await blog("import", path, "--report", report, "--dry-run")
    rehearsed = [json.loads(line) for line in report.read_text().splitlines()]
    code, _ = await blog("import", path, "--report", report)
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert code == 0
    assert [line["event"] for line in lines] == ["left_out", "left_out", *["imported"] * 3]
    assert [line["what"] for line in lines[:2]] == ["page", "attachment"]
    assert lines[3]["notes"] == ["it had a password, so it becomes a draft"]
    without_ids = [{k: v for k, v in line.items() if k != "id"} for line in lines]
    assert [{k: v for k, v in line.items() if k != "id"} for line in rehearsed] == without_ids
