"""Undo of deletions: exactly their rows, once, and the handling of conflicts."""

from typing import Any

import httpx2
import pytest

from tests.api.test_deletions import bulk_delete
from tests.factories import Person, World

NOTHING = {"posts": 0, "comments": 0, "users": 0}


async def undo(
    client: httpx2.AsyncClient, admin: Person, deletion_id: int, **body: Any
) -> httpx2.Response:
    url = f"/api/deletions/{deletion_id}/undo"
    return await client.post(url, json=body or None, headers=admin.headers)


async def undone_at(client: httpx2.AsyncClient, admin: Person, deletion_id: int) -> str | None:
    answer = await client.get(f"/api/deletions/{deletion_id}", headers=admin.headers)
    instant: str | None = answer.json()["undone_at"]
    return instant


async def live_slugs(world: World) -> dict[int, str]:
    rows = await world.execute("SELECT id, slug FROM posts WHERE deleted_at IS NULL")
    return dict(rows)


async def undos(world: World) -> int:
    """Return the number of recorded undos."""
    [[count]] = await world.execute(
        "SELECT count(*) FROM audit_entries WHERE action = 'deletion.undo'"
    )
    return int(count)


async def test_bulk_comes_back_whole_and_only_once(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user()
    earlier = await world.deleted_post(ada)
    posts = [await world.post(ada, status=status) for status in ("published", "draft")]
    deletion_id = await bulk_delete(client, admin, posts)
    first = await undo(client, admin, deletion_id)
    assert first.status_code == 200
    assert first.json() == {"restored": NOTHING | {"posts": 2}, "conflicts": []}
    assert await live_slugs(world) == {post["id"]: post["slug"] for post in posts}
    for post in posts:
        seen = await client.get(f"/api/posts/{post['id']}", headers=ada.headers)
        assert (seen.json()["status"], seen.json()["updated_at"]) == (
            post["status"],
            post["updated_at"],
        )
    assert await undone_at(client, admin, deletion_id)
    assert await undone_at(client, admin, earlier["deletion_id"]) is None
    again = await undo(client, admin, deletion_id)
    assert (again.status_code, again.json()) == (200, {"restored": NOTHING, "conflicts": []})
    assert await undos(world) == 1


async def test_account_comes_back_with_exactly_what_went_with_it(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada, bob = await world.admin(), await world.user("ada"), await world.user()
    earlier, post = await world.deleted_post(ada), await world.post(ada)
    other = await world.post(bob)
    comment = await world.comment(ada, other["id"])
    await world.comment(bob, post["id"])
    deletion_id = await world.delete(f"/api/users/{ada.id}", admin)
    seen = await client.get(f"/api/posts/{other['id']}/comments")
    assert seen.json()["items"] == []
    answer = await undo(client, admin, deletion_id)
    assert answer.json() == {"restored": {"posts": 1, "comments": 1, "users": 1}, "conflicts": []}
    [seen_comment] = (await client.get(f"/api/posts/{other['id']}/comments")).json()["items"]
    assert seen_comment["id"] == comment["id"]
    seen = await client.get(f"/api/posts/{post['id']}")
    assert (seen.status_code, seen.json()["comment_count"]) == (200, 1)
    assert (await client.get(f"/api/posts/{earlier['id']}")).status_code == 404
    dead = await client.get("/api/users/me", headers=ada.headers)
    assert (dead.status_code, dead.json()["code"]) == (401, "invalid_token")
    assert (await world.tokens("ada")).status_code == 200


async def test_only_what_is_still_in_the_trash_comes_back(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin = await world.admin()
    back, again, purged, left = [await world.post() for _ in range(4)]
    deletion_id = await bulk_delete(client, admin, [back, again, purged, left])
    for post in (back, again):
        await client.post(f"/api/posts/{post['id']}/restore", headers=admin.headers)
    later = await world.delete(f"/api/posts/{again['id']}", admin)
    await client.delete(f"/api/trash/posts/{purged['id']}", headers=admin.headers)
    assert await undone_at(client, admin, deletion_id) is None
    answer = await undo(client, admin, deletion_id)
    assert answer.json()["restored"] == NOTHING | {"posts": 1}
    assert await live_slugs(world) == {post["id"]: post["slug"] for post in (back, left)}
    assert await undone_at(client, admin, deletion_id)
    assert await undone_at(client, admin, later) is None


async def test_restoring_one_by_one_undoes_the_deletion_at_last(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin = await world.admin()
    posts = [await world.post() for _ in range(2)]
    deletion_id = await bulk_delete(client, admin, posts)
    undone = []
    for post in posts:
        await client.post(f"/api/posts/{post['id']}/restore", headers=admin.headers)
        undone.append(await undone_at(client, admin, deletion_id) is not None)
    assert undone == [False, True]


async def test_comment_comes_back_out_of_sight_under_a_deleted_post(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user()
    post = await world.post()
    comment = await world.comment(ada, post["id"])
    deletion_id = await world.delete(f"/api/comments/{comment['id']}", ada)
    of_post = await world.delete(f"/api/posts/{post['id']}", admin)
    answer = await undo(client, admin, deletion_id)
    assert answer.json() == {"restored": NOTHING | {"comments": 1}, "conflicts": []}
    assert (await client.get(f"/api/posts/{post['id']}/comments")).status_code == 404
    await undo(client, admin, of_post)
    seen = await client.get(f"/api/posts/{post['id']}/comments")
    assert [item["id"] for item in seen.json()["items"]] == [comment["id"]]


@pytest.mark.parametrize("on_conflict", ["fail", "rename", "skip"])
async def test_dry_run_says_what_would_happen_and_changes_nothing(
    client: httpx2.AsyncClient, world: World, on_conflict: str
) -> None:
    admin = await world.admin()
    free, taken = await world.post(slug="free"), await world.post(slug="taken")
    deletion_id = await bulk_delete(client, admin, [free, taken])
    await world.post(slug="taken")
    before = await live_slugs(world)
    said = await undo(client, admin, deletion_id, on_conflict=on_conflict, dry_run=True)
    assert said.status_code == 200
    assert (await live_slugs(world), await undos(world)) == (before, 0)
    assert await undone_at(client, admin, deletion_id) is None
    done = await undo(client, admin, deletion_id, on_conflict=on_conflict)
    if on_conflict == "fail":
        assert (done.status_code, said.json()["restored"]) == (409, NOTHING)
        assert done.json()["conflicts"] == said.json()["conflicts"]
    else:
        assert done.json() == said.json()


@pytest.mark.parametrize(
    "body", [{"on_conflict": "maybe"}, {"dry_run": 1}, {"ids": [1]}, {"on_conflict": None}]
)
async def test_malformed_body(
    client: httpx2.AsyncClient, world: World, body: dict[str, Any]
) -> None:
    admin, post = await world.admin(), await world.deleted_post()
    answer = await undo(client, admin, post["deletion_id"], **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert await live_slugs(world) == {}
