"""User names that are reserved, look like an administrator's, or are invisible."""

import pytest

from blog_api.lookalikes import RESERVED, skeleton_of, sql_skeleton_of
from blog_api.models import User
from tests.factories import PASSWORD, World

TAKEN = (409, "username_taken")


async def register(world: World, username: str, **fields: str) -> tuple[int, str | None]:
    body = {"username": username, "email": "new@example.com", "password": PASSWORD}
    answer = await world.client.post("/api/users", json=body | fields)
    return answer.status_code, answer.json().get("code")


@pytest.mark.parametrize(
    "username", ["admin", "ADMIN", "adm1n", "admln", "adrnin", "ad.min_", "r00t", "Support", "api"]
)
async def test_reserved_at_registration(world: World, username: str) -> None:
    assert await register(world, username) == TAKEN


@pytest.mark.parametrize("username", ["biII", "B1LL", "b.ill", "bi_ll"])
async def test_like_an_administrator_at_registration(world: World, username: str) -> None:
    await world.admin("bill")
    assert await register(world, username) == TAKEN


@pytest.mark.parametrize("username", ["adamin", "rooted", "bill2", "billy", "supporter"])
async def test_other_names_are_free(world: World, username: str) -> None:
    await world.admin("bill")
    assert (await register(world, username))[0] == 201


async def test_like_a_user_is_no_refusal(world: World) -> None:
    await world.user("bill")
    assert (await register(world, "bi11"))[0] == 201


async def test_renaming(world: World) -> None:
    admin, ada = await world.admin("bill"), await world.user("ada")
    for username in ("root", "bi11"):
        for path, person in (("/api/users/me", ada), (f"/api/users/{ada.id}", admin)):
            answer = await world.client.patch(
                path, json={"username": username}, headers=person.headers
            )
            assert (answer.status_code, answer.json()["code"]) == TAKEN


async def test_a_present_name_keeps(world: World) -> None:
    ada, admin = await world.user("ada"), await world.admin("bill")
    await world.execute("UPDATE users SET username = 'root' WHERE id = %s", ada.id)
    for username, person in (("Root", ada), ("bi-ll", admin)):
        answer = await world.client.patch(
            "/api/users/me", json={"username": username}, headers=person.headers
        )
        assert (answer.status_code, answer.json()["username"]) == (200, username)


async def test_sql_and_python_make_the_same_skeleton(world: World) -> None:
    ada = await world.user()
    for name in (*RESERVED, "Mi_1.0-lIoO"):
        statement = str(sql_skeleton_of(User.c.username))
        await world.execute("UPDATE users SET username = %s WHERE id = %s", name, ada.id)
        [(made,)] = await world.execute(f"SELECT {statement} FROM users WHERE id = %s", ada.id)
        assert made == skeleton_of(name)


@pytest.mark.parametrize("character", "\u200b\u200d\u202e\u2066\ufeff\u00ad\u061c\u2060\U000e0061")
async def test_nobody_has_an_invisible_name(world: World, character: str) -> None:
    ada = await world.user()
    body = {"name": f"Ada{character}"}
    answer = await world.client.patch("/api/users/me", json=body, headers=ada.headers)
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["body", "name"])
    assert await register(world, "grace", name=f"{character}Grace") == (422, "invalid_input")


@pytest.mark.parametrize("name", ["Zoë Łódź", "李小龍", "محمد", "שלום", "Ada 🎉", "O'Neil-Smith"])
async def test_names_in_any_script(world: World, name: str) -> None:
    assert (await register(world, "grace", name=name))[0] == 201
