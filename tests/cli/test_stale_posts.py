"""`blog-api archive` and `purge --status`: live posts that were not edited for a long time."""

import anyio.to_thread
import pytest

from tests.cli.conftest import Run
from tests.factories import Person, World


async def call(run: Run, *arguments: str) -> tuple[int, str]:
    code, said = await anyio.to_thread.run_sync(lambda: run(*arguments))
    return code, said.splitlines()[-1]


async def aged(world: World, author: Person, days: int, **fields: object) -> int:
    """Create a post last edited so many days ago."""
    post_id = int((await world.post(author, **fields))["id"])
    await world.execute(
        "UPDATE posts SET updated_at = now() - make_interval(days => %s), published_at ="
        " least(published_at, now() - make_interval(days => %s)) WHERE id = %s"
        if fields.get("published_at") is None
        else "UPDATE posts SET updated_at = now() - make_interval(days => %s + 0 * %s)"
        " WHERE id = %s",
        days,
        days,
        post_id,
    )
    return post_id


async def statuses(world: World) -> dict[int, str]:
    rows = await world.execute("SELECT id, status FROM posts WHERE deleted_at IS NULL")
    return dict(rows)


async def test_archives_old_drafts_and_nothing_else(run: Run, world: World) -> None:
    author = await world.user()
    old = await aged(world, author, 31, status="draft")
    fresh = await aged(world, author, 29, status="draft")
    published = await aged(world, author, 31)
    trashed = await aged(world, author, 31, status="draft")
    await world.delete(f"/api/posts/{trashed}", author)
    etag = (await world.client.get(f"/api/posts/{old}", headers=author.headers)).headers["etag"]
    before = await statuses(world)
    arguments = ("archive", "--status", "draft", "--older-than", "30")
    code, said = await call(run, *arguments, "--dry-run")
    assert (code, said.startswith("Would archive 1 post, draft and not written since ")) == (
        0,
        True,
    )
    assert await statuses(world) == before
    assert (await call(run, *arguments))[1].startswith("Archived 1 post, draft")
    assert await statuses(world) == {old: "archived", fresh: "draft", published: "published"}
    answer = await world.client.get(f"/api/posts/{old}", headers=author.headers)
    assert answer.headers["etag"] != etag
    [(actor, details)] = await world.execute(
        "SELECT actor_id, details FROM audit_entries WHERE action = 'post.archive'"
    )
    assert (actor, details["ids"], details["status"]) == (None, [old], "draft")
    assert (await call(run, *arguments))[1].startswith("Archived 0 posts")


async def test_a_scheduled_post_has_its_day_before_it(run: Run, world: World) -> None:
    author = await world.user()
    scheduled = await aged(world, author, 500, published_at="2999-01-01T00:00:00Z")
    old = await aged(world, author, 500)
    code, said = await call(run, "archive", "--status", "published", "--older-than", "365")
    assert (code, said.startswith("Archived 1 post")) == (0, True)
    assert await statuses(world) == {scheduled: "published", old: "archived"}


async def test_purges_old_archived_posts_into_the_trash(run: Run, world: World) -> None:
    author, admin = await world.user(), await world.admin()
    old = [await aged(world, author, 31, status="archived") for _ in range(2)]
    fresh = await aged(world, author, 29, status="archived")
    arguments = ("purge", "--status", "archived", "--older-than", "30")
    assert "Would have: Put in the trash: 2 posts" in (await call(run, *arguments, "--dry-run"))[1]
    assert len(await statuses(world)) == 3
    assert (await call(run, *arguments))[1].startswith("Put in the trash: 2 posts, archived and")
    assert await statuses(world) == {fresh: "archived"}
    [(deletion_id, kind, actor, count)] = await world.execute(
        "SELECT id, kind, actor_id, post_count FROM deletions"
    )
    assert (kind, actor, count) == ("bulk", None, 2)
    entries = await world.execute("SELECT action, actor_id, deletion_id FROM audit_entries")
    assert entries == [("post.delete", None, deletion_id)]
    undone = await world.client.post(f"/api/deletions/{deletion_id}/undo", headers=admin.headers)
    assert undone.json()["restored"]["posts"] == 2
    assert sorted(await statuses(world)) == sorted([*old, fresh])


async def test_for_good_only_when_told_so(run: Run, world: World) -> None:
    author = await world.user()
    old, kept = await aged(world, author, 31, status="draft"), await aged(world, author, 31)
    arguments = ("purge", "--status", "draft", "--older-than", "30", "--hard-delete")
    assert (await call(run, *arguments))[1].startswith("Removed for good: 1 post")
    assert await world.execute("SELECT id FROM posts") == [(kept,)]
    assert await world.execute("SELECT * FROM deletions") == []
    [(action, details)] = await world.execute("SELECT action, details FROM audit_entries")
    assert (action, details["ids"]) == ("post.bulk_hard_delete", [old])


async def test_more_than_a_batch_is_more_than_a_deletion(run: Run, world: World) -> None:
    author = await world.user()
    await world.execute(
        "INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status,"
        " updated_at) SELECT %s, 'p' || n, 't', '', false, '', 'draft',"
        " now() - interval '40 days' FROM generate_series(1, 1200) n",
        author.id,
    )
    said = await call(run, "archive", "--status", "draft", "--older-than", "30")
    assert said[1].startswith("Archived 1200 posts")
    await world.execute("UPDATE posts SET updated_at = now() - interval '40 days'")
    said = await call(run, "purge", "--status", "archived", "--older-than", "30")
    assert said[1].startswith("Put in the trash: 1200 posts")
    counts = await world.execute("SELECT post_count FROM deletions ORDER BY id")
    assert counts == [(500,), (500,), (200,)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("archive", "--status", "archived", "--older-than", "1"),
        ("archive", "--status", "draft"),
        ("archive", "--older-than", "1"),
        ("archive", "--status", "draft", "--older-than", "0"),
        ("purge", "--status", "published", "--older-than", "1"),
        ("purge", "--status", "archived"),
        ("purge", "--status", "archived", "--older-than", "0"),
        ("purge", "--hard-delete"),
    ],
)
async def test_nothing_is_guessed(run: Run, world: World, arguments: tuple[str, ...]) -> None:
    await aged(world, await world.user(), 4000, status="archived")
    assert (await call(run, *arguments))[0] in {1, 2}
    assert len(await statuses(world)) == 1
