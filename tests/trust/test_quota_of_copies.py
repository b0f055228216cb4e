"""Working copies count against the quota of their user."""

import asyncio
from typing import Any

import httpx2

from tests.factories import Person, World
from tests.trust.conftest import Opening
from tests.trust.test_quota import QUOTA, create, require_exact, require_refused, storage

LIMIT = QUOTA + QUOTA // 10


async def put(
    world: World, person: Person, post_id: int, size: int, **fields: Any
) -> httpx2.Response:
    """Save a working copy with a content of so many bytes."""
    body = {"base_version": 1, "content": "c" * size} | fields
    path = f"/api/posts/{post_id}/working-copy"
    return await world.client.put(path, json=body, headers=person.headers)


async def used(world: World, person: Person) -> int:
    found: int = (await storage(world, person))["used"]
    await require_exact(world)
    return found


async def test_a_copy_counts_until_it_is_gone(world: World) -> None:
    ada, admin = await world.user("ada"), await world.admin()
    post = (await create(world, ada, 100)).json()
    path = f"/api/posts/{post['id']}/working-copy"
    assert (await put(world, ada, post["id"], 50, title="größer", excerpt="e")).status_code == 201
    assert await used(world, ada) == 100 + 50 + len("größer".encode()) + 1
    assert (await put(world, ada, post["id"], 70)).status_code == 200
    assert await used(world, ada) == 100 + 70
    assert (await put(world, ada, post["id"], 0, tags=["a"])).status_code == 200
    assert await used(world, ada) == 100
    assert (await put(world, ada, post["id"], 30)).status_code == 200
    assert (await put(world, admin, post["id"], 20)).status_code == 201
    assert await used(world, ada) == 100 + 30
    assert await used(world, admin) == 20, "of its user, not of the author"
    gone = await world.client.delete(path, headers=ada.headers)
    assert gone.status_code == 204
    assert await used(world, ada) == 100
    await put(world, ada, post["id"], 30)
    applied = await world.client.post(f"{path}/apply", headers=ada.headers)
    assert applied.status_code == 200, applied.text
    await require_exact(world)
    hard = f"/api/posts/{post['id']}?hard_delete=true"
    assert (await world.client.delete(hard, headers=admin.headers)).status_code == 204
    assert (await used(world, ada), await used(world, admin)) == (0, 0)


async def test_a_copy_may_go_a_tenth_above_the_quota(open_world: Opening) -> None:
    async with open_world(account_quota_bytes=QUOTA, rate_limits_enabled=False) as small:
        ada = await small.user("ada")
        post = (await create(small, ada, QUOTA)).json()
        assert (await put(small, ada, post["id"], 1000)).status_code == 201
        require_refused(await put(small, ada, post["id"], 1001), LIMIT)
        assert (await put(small, ada, post["id"], 1000, title=None)).status_code == 422
        assert (await put(small, ada, post["id"], 400)).status_code == 200
        assert (await put(small, ada, post["id"], 1000)).status_code == 200, "growth is measured"
        assert await used(small, ada) == LIMIT
        # Applied, its bytes are those of the post.
        path = f"/api/posts/{post['id']}/working-copy"
        require_refused(await create(small, ada, 10), LIMIT)
        assert (await small.client.delete(path, headers=ada.headers)).status_code == 204
        assert await used(small, ada) == QUOTA


async def test_many_copies_at_once_stop_at_the_limit(open_world: Opening) -> None:
    async with open_world(account_quota_bytes=QUOTA, rate_limits_enabled=False) as small:
        ada = await small.user("ada")
        posts = [(await create(small, ada, 500)).json()["id"] for _ in range(20)]
        answers = await asyncio.gather(*(put(small, ada, post_id, 100) for post_id in posts))
        statuses = [answer.status_code for answer in answers]
        assert (statuses.count(201), statuses.count(409)) == (10, 10)
        assert await used(small, ada) == LIMIT


async def test_a_refused_merge_near_the_quota_keeps_what_fits(open_world: Opening) -> None:
    """The answer stays that of the conflict."""
    async with open_world(account_quota_bytes=QUOTA, rate_limits_enabled=False) as small:
        ada = await small.user("ada")
        post = (await create(small, ada, 5000)).json()
        url = f"/api/posts/{post['id']}"
        first = await small.client.get(url, headers=ada.headers)
        other = {"content": "x" * 4990 + "theirs"}
        assert (await small.client.patch(url, json=other, headers=ada.headers)).status_code == 200
        headers = ada.headers | {"If-Match": first.headers["ETag"]}
        for size, is_kept in ((7000, False), (2000, True)):
            mine = await small.client.patch(
                f"{url}?on_conflict=merge", json={"content": "m" * size}, headers=headers
            )
            assert (mine.status_code, mine.json()["code"]) == (412, "merge_conflicts"), mine.text
            assert mine.json()["working_copy_kept"] is is_kept
