"""The purge of old trash: open restore requests hold it, and what is shown is what it does."""

from datetime import UTC, datetime
from typing import Any

import pytest

from blog_api.lifecycle.purging import TRASH, count_expired, expire_batch
from tests.api.test_restore_requests import decide, deleted_comment, listed, request, withdraw
from tests.factories import Person, World

RETENTION_DAYS = 30
NOTHING: dict[str, int] = dict.fromkeys(TRASH, 0)


async def age(world: World, table: str, item_id: int, days: int) -> None:
    await world.execute(
        f"UPDATE {table} SET deleted_at = now() - make_interval(days => %s) WHERE id = %s",
        days,
        item_id,
    )


async def purge_old(world: World) -> dict[str, int]:
    """Do what `blog-api purge` does; counts before and after must agree."""
    [[before]] = await world.execute("SELECT now() - make_interval(days => %s)", RETENTION_DAYS)
    counted: dict[str, int] = {kind: await count_expired(world.db, kind, before) for kind in TRASH}
    removed: dict[str, int] = {
        kind: await world.db.write(expire_batch, kind, before, 100) for kind in TRASH
    }
    assert counted == removed
    return removed


@pytest.mark.parametrize("kind", ["post", "comment"])
async def test_an_open_request_holds_its_item_for_thirty_days_once(world: World, kind: str) -> None:
    ada, table = await world.user(), f"{kind}s"
    item_id = (
        (await world.deleted_post(ada))["id"]
        if kind == "post"
        else await deleted_comment(world, ada)
    )
    await age(world, table, item_id, 31)
    first = await request(world, ada, item_id, table)
    assert await purge_old(world) == NOTHING
    await age(world, table, item_id, 59)
    assert await purge_old(world) == NOTHING
    # Another request for the same deletion does not hold it.
    await withdraw(world, ada, first["id"])
    second = await request(world, ada, item_id, table)
    assert (await purge_old(world))[kind] == 1
    states = {found["id"]: found["state"] for found in await listed(world, ada)}
    assert states == {first["id"]: "withdrawn", second["id"]: "obsolete"}


@pytest.mark.parametrize("end", ["time", "withdrawn", "declined", "no request"])
async def test_the_hold_ends(world: World, end: str) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.deleted_post(ada)
    await age(world, "posts", post["id"], 61 if end == "time" else 59)
    if end != "no request":
        request_id = (await request(world, ada, post["id"]))["id"]
        if end == "withdrawn":
            await withdraw(world, ada, request_id)
        if end == "declined":
            await decide(world, admin, request_id, "decline")
    assert (await purge_old(world))["post"] == 1


async def test_a_request_for_a_comment_holds_its_post(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    comment_id = await deleted_comment(world, ada)
    [[post_id]] = await world.execute("SELECT post_id FROM comments WHERE id = %s", comment_id)
    await request(world, ada, comment_id, "comments")
    await world.delete(f"/api/posts/{post_id}", admin)
    await age(world, "posts", post_id, 31)
    assert (await purge_old(world))["post"] == 0
    # A purge by an administrator is not held.
    path = f"/api/trash/posts/{post_id}"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204


async def test_a_second_deletion_is_held_again(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.deleted_post(ada)
    created = await request(world, ada, post["id"])
    assert (await decide(world, admin, created["id"], "approve")).status_code == 200
    await world.delete(f"/api/posts/{post['id']}", ada)
    await request(world, ada, post["id"])
    await age(world, "posts", post["id"], 31)
    assert (await purge_old(world))["post"] == 0


async def test_an_account_in_the_trash_holds_nothing(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.deleted_post(ada)
    await request(world, ada, post["id"])
    await world.delete(f"/api/users/{ada.id}", admin)
    await age(world, "posts", post["id"], 31)
    assert (await purge_old(world))["post"] == 1


async def test_a_request_for_a_comment_holds_the_account_of_the_post(world: World) -> None:
    """The purge of an account takes its posts, and these their comments."""
    ada, bob, admin = await world.user(), await world.user(), await world.admin()
    post = await world.post(bob)
    comment = await world.comment(ada, post["id"])
    await world.delete(f"/api/comments/{comment['id']}", admin)
    await world.delete(f"/api/users/{bob.id}", admin)
    await request(world, ada, comment["id"], "comments")
    for table, row_id in (("users", bob.id), ("posts", post["id"]), ("comments", comment["id"])):
        await age(world, table, row_id, 59)
    assert await purge_old(world) == NOTHING
    await age(world, "users", bob.id, 61)
    assert (await purge_old(world))["user"] == 1


HOLDS = [
    ("posts", "nothing", 0),
    ("posts", "post", 30),
    ("posts", "comment", 30),
    ("comments", "post", 0),
    ("comments", "comment", 30),
    ("users", "nothing", 0),
    ("users", "comment", 30),
]


@pytest.mark.parametrize(("table", "held", "days"), HOLDS)
async def test_shown_time_is_that_of_the_purge(
    world: World, table: str, held: str, days: int
) -> None:
    """A row is purged as soon as its `purge_after` is in the past, and not before."""
    ada, bob, admin = await world.user(), await world.user(), await world.admin()
    post = await world.post(bob)
    comment = await world.comment(ada, post["id"])
    await world.delete(f"/api/comments/{comment['id']}", ada)
    await world.delete(f"/api/posts/{post['id']}", bob)
    if held == "comment":
        await request(world, ada, comment["id"], "comments")
    if held == "post":
        await request(world, bob, post["id"])
    if table == "users":
        await world.delete(f"/api/users/{bob.id}", admin)
    row_id = {"posts": post["id"], "comments": comment["id"], "users": bob.id}[table]
    for age_in_days, is_purged in ((RETENTION_DAYS + days - 1, 0), (RETENTION_DAYS + days + 1, 1)):
        await age(world, table, row_id, age_in_days)
        [item] = await trashed(world, admin, table)
        assert (datetime.fromisoformat(item["purge_after"]) < datetime.now(UTC)) is bool(is_purged)
        if table != "users":
            shown = (await overview(world, admin))["next_purges"]
            assert item["purge_after"] in {each["purge_after"] for each in shown}
        assert (await purge_old(world))[table.removesuffix("s")] == is_purged


async def test_held_items_are_not_the_next_to_be_purged(world: World) -> None:
    ada = await world.user()
    posts = [await world.deleted_post(ada) for _ in range(7)]
    for number, post in enumerate(posts):
        await age(world, "posts", post["id"], 20 - number)
    await request(world, ada, posts[0]["id"])
    shown = (await overview(world, ada))["next_purges"]
    assert [each["id"] for each in shown] == [post["id"] for post in posts[1:6]]


async def trashed(world: World, admin: Person, table: str) -> list[dict[str, Any]]:
    answer = await world.client.get(f"/api/trash/{table}", headers=admin.headers)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def overview(world: World, person: Person) -> dict[str, Any]:
    answer = await world.client.get("/api/overview", headers=person.headers)
    found: dict[str, Any] = answer.json()
    return found
