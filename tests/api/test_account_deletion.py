"""Account deletion: one deletion of everything that was live, or a hard delete."""

from typing import Any

import pytest

from tests.factories import World

USERS = "/api/users"


async def test_it_takes_its_live_posts_along(world: World) -> None:
    ada = await world.user()
    before = await world.deleted_post(ada)
    posts = [await world.post(ada), await world.post(ada, status="draft")]
    stranger_post = await world.post()
    answer = await world.client.delete(f"{USERS}/me", headers=ada.headers)
    assert (answer.status_code, answer.content) == (204, b"")
    deletion_id = int(answer.headers["deletion-id"])
    rows = await world.execute("SELECT id, deletion_id FROM posts ORDER BY id")
    assert rows == [
        (before["id"], before["deletion_id"]),
        *((post["id"], deletion_id) for post in posts),
        (stranger_post["id"], None),
    ]
    assert await world.execute(
        "SELECT kind, actor_id, user_count, post_count FROM deletions WHERE id = %s", deletion_id
    ) == [("account", ada.id, 1, 2)]
    assert (await world.tokens(ada.username)).status_code == 400
    assert await world.execute("SELECT 1 FROM sessions WHERE user_id = %s", ada.id) == []


async def test_administrators_delete_others_once(world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    path = f"{USERS}/{ada.id}"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 404
    [(count,)] = await world.execute("SELECT count(*) FROM deletions")
    assert count == 1, "a refused delete leaves nothing behind"
    actions = await world.execute("SELECT action, target_id FROM audit_entries")
    assert actions == [("user.delete", ada.id)]


async def test_users_delete_nobody_else(world: World) -> None:
    ada, grace = await world.user(), await world.user()
    answer = await world.client.delete(f"{USERS}/{grace.id}", headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")
    assert (await world.client.get(f"{USERS}/{grace.id}")).status_code == 200


@pytest.mark.parametrize("hard", ["true", "false"])
async def test_last_admin_stays(world: World, hard: str) -> None:
    admin = await world.admin()
    for path in (f"{USERS}/me", f"{USERS}/{admin.id}"):
        answer = await world.client.delete(
            path, params={"hard_delete": hard}, headers=admin.headers
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
    await world.admin()
    answer = await world.client.delete(
        f"{USERS}/me", params={"hard_delete": hard}, headers=admin.headers
    )
    assert answer.status_code == 204


async def test_hard_delete_is_for_administrators(world: World) -> None:
    ada = await world.user()
    answer = await world.client.delete(f"{USERS}/me?hard_delete=true", headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")
    assert (await world.client.get(f"{USERS}/me", headers=ada.headers)).status_code == 200


@pytest.mark.parametrize("first_to_trash", [True, False])
async def test_hard_delete_leaves_no_row(world: World, *, first_to_trash: bool) -> None:
    admin, ada = await world.admin(), await world.user()
    await world.post(ada)
    await world.deleted_post(ada)
    path = f"{USERS}/{ada.id}"
    if first_to_trash:
        await world.client.delete(path, headers=admin.headers)
    answer = await world.client.delete(f"{path}?hard_delete=true", headers=admin.headers)
    assert (answer.status_code, "deletion-id" in answer.headers) == (204, False)
    for table, column in (("users", "id"), ("posts", "author_id"), ("sessions", "user_id")):
        left: list[Any] = await world.execute(f"SELECT 1 FROM {table} WHERE {column} = %s", ada.id)
        assert left == []
    again = await world.client.delete(f"{path}?hard_delete=true", headers=admin.headers)
    assert again.status_code == 404
    actions = await world.execute("SELECT action FROM audit_entries ORDER BY id DESC LIMIT 1")
    assert actions == [("user.hard_delete",)]


@pytest.mark.parametrize("flag", ["1", "yes", "True", ""])
async def test_malformed_flag(world: World, flag: str) -> None:
    ada = await world.user()
    answer = await world.client.delete(
        f"{USERS}/me", params={"hard_delete": flag}, headers=ada.headers
    )
    assert answer.status_code == 422
