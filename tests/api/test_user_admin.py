"""Administration of accounts: list, search, roles, activity."""

from typing import Any

import httpx2
import pytest

from tests.factories import Person, World

USERS = "/api/users"


async def names(world: World, admin: Person, **query: Any) -> list[str]:
    answer = await world.client.get(USERS, params=query, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    return [item["username"] for item in answer.json()["items"]]


async def change(world: World, admin: Person, user_id: int, **body: Any) -> httpx2.Response:
    return await world.client.patch(f"{USERS}/{user_id}", json=body, headers=admin.headers)


async def test_live_accounts_the_newest_first(world: World) -> None:
    admin = await world.admin("root")
    await world.user("ada")
    gone = await world.user("gone")
    await world.client.delete(f"{USERS}/me", headers=gone.headers)
    answer = await world.client.get(USERS, headers=admin.headers)
    assert [item["username"] for item in answer.json()["items"]] == ["ada", "root"]
    assert answer.json()["items"][0]["email"] == "ada@example.com"
    assert answer.headers["link"] == f'<{USERS}>; rel="first"'


async def test_page_after_page(world: World) -> None:
    admin = await world.admin("admin0")
    for number in range(1, 5):
        await world.user(f"user{number}")
    seen: list[str] = []
    path = f"{USERS}?limit=2"
    while path:
        answer = await world.client.get(path, headers=admin.headers)
        seen += [item["username"] for item in answer.json()["items"]]
        path = answer.links.get("next", {}).get("url", "")
    assert seen == ["user4", "user3", "user2", "user1", "admin0"]


@pytest.mark.parametrize("cursor", ["x", "", "bm93LjEuMQ", "Ym9ndXM"])
async def test_cursor_of_no_list(world: World, cursor: str) -> None:
    admin = await world.admin()
    answer = await world.client.get(USERS, params={"cursor": cursor}, headers=admin.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


async def test_cursor_of_the_posts(world: World) -> None:
    admin = await world.admin()
    for _ in range(2):
        await world.post(admin)
    cursor = (await world.client.get("/api/posts?limit=1")).json()["next_cursor"]
    answer = await world.client.get(USERS, params={"cursor": cursor}, headers=admin.headers)
    assert answer.status_code == 422


async def test_filters(world: World) -> None:
    admin = await world.admin("root")
    off = await world.user("off")
    await world.user("ada")
    await change(world, admin, off.id, is_active=False)
    assert await names(world, admin, role="admin") == ["root"]
    assert await names(world, admin, role="user", is_active="true") == ["ada"]
    assert await names(world, admin, is_active="false") == ["off"]


async def test_search_in_user_name_name_and_email(world: World) -> None:
    admin = await world.admin("root")
    await world.user("ada", name="Countess of Lovelace")
    await world.user("grace", email="hopper@navy.example.com")
    assert await names(world, admin, search="RAC") == ["grace"]
    assert await names(world, admin, search="lovelace") == ["ada"]
    assert await names(world, admin, search="@NAVY") == ["grace"]
    assert await names(world, admin, search="nobody") == []


async def test_search_takes_every_character_as_itself(world: World) -> None:
    admin = await world.admin("root")
    await world.user("percent", name="100% pure")
    await world.user("under_score", name="plain")
    await world.user("backslash", name="C:\\temp 'quoted'")
    assert await names(world, admin, search="%") == ["percent"]
    assert await names(world, admin, search="_") == ["under_score"]
    assert await names(world, admin, search="\\") == ["backslash"]
    assert await names(world, admin, search="'quo") == ["backslash"]
    assert await names(world, admin, search="%%") == []


@pytest.mark.parametrize(
    "query",
    [
        *({"role": "root"}, {"is_active": "1"}, {"is_active": "True"}, {"limit": 0}),
        *({"limit": 101}, {"search": "x" * 101}, {"search": "\0"}, {"limit": "ten"}),
    ],
)
async def test_malformed_query(world: World, query: dict[str, Any]) -> None:
    admin = await world.admin()
    answer = await world.client.get(USERS, params=query, headers=admin.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


async def test_profile_role_and_activity(world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    body = {"role": "admin", "username": "countess", "name": "Ada", "email": "new@example.com"}
    answer = await change(world, admin, ada.id, **body)
    assert answer.status_code == 200
    assert answer.json() == answer.json() | body | {"email_verified": False}
    answer = await change(world, admin, ada.id, is_active=False)
    assert not answer.json()["is_active"]
    entries = await world.execute(
        "SELECT actor_id, target_id, details FROM audit_entries WHERE action = 'user.update'"
        " ORDER BY id"
    )
    assert [(actor, target) for actor, target, _ in entries] == [(admin.id, ada.id)] * 2
    assert entries[1][2] == {"is_active": False, "changed": ["is_active"]}


async def test_refusals(world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    await world.user("grace")
    assert (await change(world, admin, 99, name="x")).json()["code"] == "not_found"
    assert (await change(world, admin, 99)).json()["code"] == "not_found"
    taken = await change(world, admin, ada.id, username="Grace")
    assert (taken.status_code, taken.json()["code"]) == (409, "username_taken")
    for body in ({"role": None}, {"is_active": None}, {"is_active": 1}, {"current_password": "x"}):
        assert (await change(world, admin, ada.id, **body)).status_code == 422


async def test_users_may_none_of_it(world: World) -> None:
    ada = await world.user()
    assert (await change(world, ada, ada.id, role="admin")).json()["code"] == "admin_only"
    answer = await world.client.get(USERS, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")
    assert (await world.client.get(USERS)).status_code == 401


@pytest.mark.parametrize("body", [{"role": "user"}, {"is_active": False}])
async def test_last_admin_stays(world: World, body: dict[str, Any]) -> None:
    admin = await world.admin()
    answer = await change(world, admin, admin.id, **body)
    assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
    off = await world.admin()
    assert (await change(world, admin, off.id, is_active=False)).status_code == 200
    answer = await change(world, admin, admin.id, **body)
    assert answer.status_code == 409, "a deactivated administrator cannot stand in"
    await world.admin()
    assert (await change(world, admin, admin.id, **body)).status_code == 200
