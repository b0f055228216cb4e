"""`blog-api purge`: only rows in the trash for long enough, and never live ones."""

import anyio.to_thread

from tests.cli.conftest import Run
from tests.factories import World


async def purge(run: Run, *arguments: str, **settings: str) -> str:
    code, said = await anyio.to_thread.run_sync(lambda: run("purge", *arguments, **settings))
    assert code == 0, said
    return said.splitlines()[-1]


async def age(world: World, table: str, item_id: int, days: int) -> None:
    """Move the time of a deletion into the past."""
    await world.execute(
        f"UPDATE {table} SET deleted_at = now() - make_interval(days => %s) WHERE id = %s",
        days,
        item_id,
    )


async def post_ids(world: World) -> list[int]:
    return [row[0] for row in await world.execute("SELECT id FROM posts ORDER BY id")]


async def test_removes_the_old_and_keeps_the_rest(run: Run, world: World) -> None:
    author = await world.user()
    old, fresh, live = (
        await world.deleted_post(author),
        await world.deleted_post(author),
        await world.post(author),
    )
    await age(world, "posts", old["id"], 31)
    await age(world, "posts", fresh["id"], 29)
    assert (await purge(run, "--dry-run")).startswith("Would remove 0 comments, 1 post, 0 acc")
    assert await post_ids(world) == [old["id"], fresh["id"], live["id"]]
    assert (await purge(run)).startswith("Removed 0 comments, 1 post, 0 accounts, in the trash")
    assert await post_ids(world) == [fresh["id"], live["id"]]
    ((actor, action, details),) = await world.execute(
        "SELECT actor_id, action, details FROM audit_entries WHERE action LIKE '%%.expire'"
    )
    assert (actor, action, details) == (None, "post.expire", {"ids": [old["id"]]})


async def test_days_may_be_given(run: Run, world: World) -> None:
    post = await world.deleted_post()
    await age(world, "posts", post["id"], 8)
    assert "0 posts" in await purge(run, "--older-than", "9")
    assert "1 post" in await purge(run, "--older-than", "7")


async def test_zero_is_forever(run: Run, world: World) -> None:
    post = await world.deleted_post()
    await age(world, "posts", post["id"], 4000)
    assert "Nothing to do" in await purge(run, TRASH_RETENTION_DAYS="0")
    assert "Nothing to do" in await purge(run, "--older-than", "0")
    assert await post_ids(world) == [post["id"]]


async def test_an_account_goes_with_all_it_took_along(run: Run, world: World) -> None:
    author = await world.user()
    await world.post(author)
    await world.client.delete("/api/users/me", headers=author.headers)
    await world.execute("UPDATE users SET deleted_at = now() - interval '31 days'")
    await world.execute("UPDATE posts SET deleted_at = now() - interval '31 days'")
    assert "1 post, 1 account" in await purge(run)
    assert await world.execute("SELECT count(*) FROM users") == [(0,)]


async def test_more_than_a_batch(run: Run, world: World) -> None:
    author = await world.user()
    deleted = await world.deleted_post(author)
    await world.execute(
        "INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status,"
        " deleted_at, deletion_id) SELECT %s, 'p' || n, 't', '', false, '', 'draft',"
        " now() - interval '40 days', %s FROM generate_series(1, 1200) n",
        author.id,
        deleted["deletion_id"],
    )
    assert "1200 posts" in await purge(run)
    assert await post_ids(world) == [deleted["id"]]


async def test_a_row_that_is_being_restored_is_left_alone(run: Run, world: World) -> None:
    post = await world.deleted_post()
    await age(world, "posts", post["id"], 31)
    async with world.db.pool.connection() as restoring, restoring.transaction():
        await restoring.execute(
            "UPDATE posts SET deleted_at = NULL, deletion_id = NULL WHERE id = %s", (post["id"],)
        )
        assert "Removed 0 comments, 0 posts" in await purge(run)
    assert "0 posts" in await purge(run)
    assert await post_ids(world) == [post["id"]]


async def test_sessions_that_are_over_go_too(run: Run, world: World) -> None:
    gone, kept = await world.user(), await world.user()
    await world.execute("UPDATE sessions SET expires_at = now() WHERE user_id = %s", gone.id)
    await purge(run, "--dry-run")
    assert await world.execute("SELECT count(*) FROM sessions") == [(2,)]
    await purge(run, TRASH_RETENTION_DAYS="0")
    assert await world.execute("SELECT user_id FROM sessions") == [(kept.id,)]


async def test_limits_that_are_full_again_go_too(run: Run, world: World) -> None:
    await world.execute(
        "INSERT INTO throttles (key, full_at) SELECT 'full ' || n, now() - interval '1 second'"
        " FROM generate_series(1, 600) n"
    )
    await world.execute(
        "INSERT INTO throttles (key, full_at) VALUES ('used', now() + interval '1 hour')"
    )
    await purge(run)
    assert await world.execute("SELECT key FROM throttles") == [("used",)]


async def test_answers_go_after_their_time(run: Run, world: World) -> None:
    author = await world.user()
    await world.execute(
        "INSERT INTO idempotency_keys (user_id, key, target, body_hash, created_at)"
        " SELECT %s, 'key ' || n, 'POST /api/posts', '', now() - make_interval(hours => n)"
        " FROM generate_series(23, 624) n",
        author.id,
    )
    await purge(run)
    assert await world.execute("SELECT key FROM idempotency_keys") == [("key 23",)]
