"""`DELETE /posts/{id}`: soft and hard delete."""

from typing import Any

import httpx2
import pytest

from tests.factories import Person, World


async def delete(
    world: World, person: Person, post: dict[str, Any], *, hard: bool = False
) -> httpx2.Response:
    path = f"/api/posts/{post['id']}" + ("?hard_delete=true" if hard else "")
    return await world.client.delete(path, headers=person.headers)


async def rows(world: World) -> list[tuple[Any, ...]]:
    return await world.execute("SELECT id FROM posts")


async def test_into_the_trash_with_one_deletion(world: World) -> None:
    ada = await world.user("ada")
    post = await world.post(ada)
    answer = await delete(world, ada, post)
    assert (answer.status_code, answer.content) == (204, b"")
    deletion_id = int(answer.headers["deletion-id"])
    assert await rows(world) == [(post["id"],)]
    assert await world.execute("SELECT id, kind, actor_id, post_count, reason FROM deletions") == [
        (deletion_id, "post", ada.id, 1, None)
    ]
    audit = "SELECT action, actor_id, actor_username, target_id, deletion_id FROM audit_entries"
    assert await world.execute(audit) == [("post.delete", ada.id, "ada", post["id"], deletion_id)]


async def test_twice(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    await delete(world, ada, post)
    answer = await delete(world, ada, post)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert len(await world.execute("SELECT 1 FROM deletions")) == 1


@pytest.mark.parametrize(
    ("fields", "status"), [({}, 403), ({"status": "draft"}, 404), ({"status": "archived"}, 404)]
)
async def test_strangers(world: World, fields: dict[str, Any], status: int) -> None:
    ada, stranger, admin = await world.user(), await world.user(), await world.admin()
    post = await world.post(ada, **fields)
    assert (await delete(world, stranger, post)).status_code == status
    assert (await delete(world, admin, post)).status_code == 204


async def test_nobody_and_nothing(world: World) -> None:
    post = await world.post()
    assert (await world.client.delete(f"/api/posts/{post['id']}")).status_code == 401
    assert (await delete(world, await world.user(), {"id": 99_999})).status_code == 404


@pytest.mark.parametrize("first_to_trash", [True, False])
async def test_for_good(world: World, *, first_to_trash: bool) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await (world.deleted_post(ada) if first_to_trash else world.post(ada))
    answer = await delete(world, admin, post, hard=True)
    assert (answer.status_code, "deletion-id" in answer.headers) == (204, False)
    assert await rows(world) == []
    assert (await delete(world, admin, post, hard=True)).status_code == 404
    entries = await world.execute("SELECT action, target_id FROM audit_entries ORDER BY id")
    assert entries[-1] == ("post.hard_delete", post["id"])


async def test_for_good_is_for_administrators(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    answer = await delete(world, ada, post, hard=True)
    assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")
    assert await rows(world) == [(post["id"],)]
    assert (await world.client.get(f"/api/posts/{post['id']}")).status_code == 200
