"""Purges of old trash lock rows in the order of ids, as requests for many rows do."""

import asyncio
import random
from datetime import UTC, datetime

import httpx2

from blog_api.lifecycle.purging import Expiring, expire_batch
from tests.factories import World
from tests.races.racing import JITTER_S, ROUNDS, count, race

PAIRS = 10


async def expire(world: World, kind: Expiring) -> int:
    await asyncio.sleep(random.uniform(0, JITTER_S))  # noqa: S311  # no secret
    return await world.db.write(expire_batch, kind, datetime.now(UTC), 100)


async def test_posts_expire_during_bulk_deletions_of_comments(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        posts = [(await world.post(ada))["id"] for _ in range(2)]
        comments = [
            (await world.comment(ada, post_id))["id"]
            for _ in range(PAIRS)
            for post_id in reversed(posts)
        ]
        for post_id in posts:
            await world.delete(f"/api/posts/{post_id}", ada)
        body = {"ids": comments}
        expired, [deleted] = await asyncio.gather(
            expire(world, "post"),
            race(client.post("/api/comments/bulk-delete", json=body, headers=admin.headers)),
        )
        assert (expired, deleted.status_code) == (2, 200)
        assert await count(world, "comments") == 0


async def test_accounts_expire_during_the_removal_of_their_posts(
    client: httpx2.AsyncClient, world: World
) -> None:
    """The posts alternate between the accounts, the younger one first."""
    admin = await world.admin()
    for _ in range(ROUNDS):
        authors = [await world.user() for _ in range(2)]
        posts = [
            (await world.post(author))["id"] for _ in range(PAIRS) for author in reversed(authors)
        ]
        for author in authors:
            await world.delete(f"/api/users/{author.id}", admin)
        body = {"ids": posts, "hard_delete": True}
        expired, [removed] = await asyncio.gather(
            expire(world, "user"),
            race(client.post("/api/posts/bulk-delete", json=body, headers=admin.headers)),
        )
        assert (expired, removed.status_code) == (2, 200)
        assert await count(world, "posts") == 0


async def test_comments_expire_during_the_removal_of_their_post(
    client: httpx2.AsyncClient, world: World
) -> None:
    """Each reply lies between comments in the trash, and answers the one after it."""
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        post_id = (await world.post(ada))["id"]
        ids = [(await world.comment(ada, post_id))["id"] for _ in range(2 * PAIRS)]
        await world.execute(
            "UPDATE comments SET in_reply_to = id + 1 WHERE id = ANY(%s)", ids[:-1:2]
        )
        body = {"ids": ids[1::2]}
        await client.post("/api/comments/bulk-delete", json=body, headers=admin.headers)
        path = f"/api/posts/{post_id}?hard_delete=true"
        _, [removed] = await asyncio.gather(
            expire(world, "comment"), race(client.delete(path, headers=admin.headers))
        )
        assert removed.status_code == 204
        assert await count(world, "comments") == 0
