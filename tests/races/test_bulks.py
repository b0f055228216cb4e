"""Bulk operations on the same rows, and undo concurrent with restore."""

import random
from typing import Any

import httpx2
import pytest

from blog_api.lifecycle.restoring import MANY
from tests.factories import Person, World
from tests.races.racing import ROUNDS, count, outcome, race

WORKERS = 6
# With so many posts a restore does not look for conflicts first.
CROWD = list(range(2**63 - MANY, 2**63))
few_or_many = pytest.mark.parametrize("others", [[], CROWD], ids=["few", "many"])


async def bulk(
    client: httpx2.AsyncClient, admin: Person, act: str, ids: list[int]
) -> httpx2.Response:
    return await client.post(f"/api/posts/bulk-{act}", json={"ids": ids}, headers=admin.headers)


async def test_overlapping_bulk_deletes(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        ids = [(await world.post(ada))["id"] for _ in range(12)]
        chosen = [random.sample(ids, 8) for _ in range(WORKERS)]
        answers = await race(*(bulk(client, admin, "delete", some) for some in chosen))
        assert {answer.status_code for answer in answers} == {200}
        told: dict[int, int] = {}
        for answer in answers:
            assert not told.keys() & set(answer.json()["deleted"])
            told |= dict.fromkeys(answer.json()["deleted"], answer.json()["deletion_id"])
        rows = await world.execute(
            "SELECT id, deletion_id FROM posts WHERE id = ANY(%s) AND deleted_at IS NOT NULL", ids
        )
        assert dict(rows) == told
        assert told.keys() == {post_id for some in chosen for post_id in some}
    counted = await count(world, "deletions WHERE post_count = 0")
    assert (counted, await count(world, "audit_entries")) == (0, await count(world, "deletions"))


@few_or_many
async def test_overlapping_bulk_restores(
    client: httpx2.AsyncClient, world: World, others: list[int]
) -> None:
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        posts = [await world.deleted_post(ada) for _ in range(8)]
        ids = [post["id"] for post in posts]
        chosen = [random.sample(ids, 6) for _ in range(WORKERS)]
        answers = await race(*(bulk(client, admin, "restore", some + others) for some in chosen))
        assert {answer.status_code for answer in answers} == {200}
        back = [post_id for answer in answers for post_id in answer.json()["restored"]]
        assert len(back) == len(set(back))
        assert set(back) == {post_id for some in chosen for post_id in some}
        assert await count(world, "deletions WHERE undone_at IS NOT NULL") >= len(back)


@few_or_many
async def test_bulk_deletes_during_bulk_restores(
    client: httpx2.AsyncClient, world: World, others: list[int]
) -> None:
    admin, ada = await world.admin(), await world.user()
    ids = [(await world.post(ada))["id"] for _ in range(12)]
    for _ in range(ROUNDS):
        acts = [random.choice(["delete", "restore"]) for _ in range(WORKERS)]  # noqa: S311  # no secret
        answers = await race(
            *(bulk(client, admin, act, random.sample(ids, 8) + others) for act in acts)
        )
        assert {answer.status_code for answer in answers} == {200}
        settled = await count(
            world,
            "deletions WHERE (undone_at IS NULL) <> EXISTS "
            "(SELECT FROM posts WHERE posts.deletion_id = deletions.id)",
        )
        assert settled == 0


async def test_halves_of_one_deletion_settle_it(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        ids = [(await world.post(ada))["id"] for _ in range(6)]
        deleted = await bulk(client, admin, "delete", ids)
        answers = await race(
            bulk(client, admin, "restore", ids[:3]), bulk(client, admin, "restore", ids[3:])
        )
        assert {answer.status_code for answer in answers} == {200}
        condition = "deletions WHERE id = %s AND undone_at IS NOT NULL"
        assert await count(world, condition, deleted.json()["deletion_id"]) == 1


async def test_undo_and_undo_and_restore(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        ids = [(await world.post(ada))["id"] for _ in range(4)]
        deleted = await bulk(client, admin, "delete", ids)
        url = f"/api/deletions/{deleted.json()['deletion_id']}/undo"
        one, two, single = await race(
            client.post(url, headers=admin.headers),
            client.post(url, headers=admin.headers),
            client.post(f"/api/posts/{ids[0]}/restore", headers=admin.headers),
        )
        assert outcome(single) in {(200, None), (409, "not_deleted")}
        assert posts_of(one) + posts_of(two) + (single.status_code == 200) == len(ids)
        assert await count(world, "posts WHERE deleted_at IS NOT NULL") == 0
    assert await count(world, "deletions WHERE undone_at IS NULL") == 0


def posts_of(answer: httpx2.Response) -> int:
    """Return the number of restored posts."""
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["conflicts"]) == (200, [])
    return int(body["restored"]["posts"])
