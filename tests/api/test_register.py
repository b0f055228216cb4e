"""`POST /users`: registration."""

from typing import Any

import httpx2
import pytest

from tests.factories import PASSWORD, World

USERS = "/api/users"
ADA: dict[str, Any] = {"email": "ada@example.com", "username": "ada", "password": PASSWORD}


async def register(client: httpx2.AsyncClient, **fields: Any) -> httpx2.Response:
    return await client.post(USERS, json=ADA | fields)


async def test_private_profile_and_its_address(client: httpx2.AsyncClient) -> None:
    answer = await register(client, name="Ada Lovelace")
    assert answer.status_code == 201
    profile = answer.json()
    assert answer.headers["location"] == f"{USERS}/{profile['id']}"
    assert profile == profile | {
        "email": "ada@example.com",
        "email_verified": False,
        "username": "ada",
        "name": "Ada Lovelace",
        "bio": None,
        "avatar_url": None,
        "role": "user",
        "is_active": True,
    }
    assert profile.keys() == {
        *("id", "email", "email_verified", "username", "name", "bio", "avatar_url"),
        *("role", "is_active", "created_at", "updated_at", "storage", "notices"),
    }
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"username": "ADA", "email": "other@example.com"}, "username_taken"),
        ({"username": "other", "email": "ADA@EXAMPLE.COM"}, "email_taken"),
    ],
)
async def test_names_compare_without_case(
    client: httpx2.AsyncClient, fields: dict[str, str], code: str
) -> None:
    assert (await register(client)).status_code == 201
    answer = await register(client, **fields)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


async def test_names_are_kept_as_written(client: httpx2.AsyncClient) -> None:
    profile = (await register(client, username="Ada.B_c-9", email="Ada.B@Example.com")).json()
    assert (profile["username"], profile["email"]) == ("Ada.B_c-9", "Ada.B@example.com")


async def test_names_of_a_deleted_account_are_free(world: World) -> None:
    ada = await world.user("ada")
    await world.client.delete("/api/users/me", headers=ada.headers)
    assert (await register(world.client)).status_code == 201


@pytest.mark.parametrize(
    "username",
    ["ab", "a" * 51, "9lives", "_ada", "-ada", "a b", "ada\n", "ädä", "ada@x", "", "a\0b", None, 5],
)
async def test_malformed_username(client: httpx2.AsyncClient, username: Any) -> None:
    answer = await register(client, username=username)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert answer.json()["errors"][0]["loc"] == ["body", "username"]


@pytest.mark.parametrize("username", ["abc", "a" * 50, "A-._0"])
async def test_username_at_its_bounds(client: httpx2.AsyncClient, username: str) -> None:
    assert (await register(client, username=username)).status_code == 201


@pytest.mark.parametrize(
    "email",
    [
        *(
            "ada",
            "ada@",
            "@example.com",
            "a b@example.com",
            "ada@example",
            "",
            None,
            "a\0@example.com",
        ),
        f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}.com",
        "Ada Lovelace <ada@example.com>",
    ],
)
async def test_malformed_email(client: httpx2.AsyncClient, email: Any) -> None:
    answer = await register(client, email=email)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


@pytest.mark.parametrize(
    "password",
    [
        *("short", "x" * 7, "trustno1", "12345678", "ÄÖÜ"),
        *("ada@example.com", "Ada Lovelace", "ADA LOVELACE"),
    ],
)
async def test_weak_password(client: httpx2.AsyncClient, password: str) -> None:
    answer = await register(client, password=password, name="Ada Lovelace")
    assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
    assert password not in answer.json()["detail"]


async def test_own_user_name_is_a_weak_password(client: httpx2.AsyncClient) -> None:
    answer = await register(client, username="lovelace", password="LoveLace")
    assert answer.json()["code"] == "weak_password"


@pytest.mark.parametrize("password", ["x" * 7 + "é", "x" * 256, "🎉" * 256, "\0" * 8])
async def test_password_at_its_bounds(client: httpx2.AsyncClient, password: str) -> None:
    assert (await register(client, password=password)).status_code == 201


@pytest.mark.parametrize(
    "fields",
    [{"role": "admin"}, {"is_active": True}, {"id": 1}, {"password": None}, {"name": "x" * 101}],
)
async def test_what_cannot_be_sent(client: httpx2.AsyncClient, fields: dict[str, Any]) -> None:
    answer = await register(client, **fields)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error.keys() == {"loc", "msg", "type"}
    assert PASSWORD not in answer.text, "a refusal must not echo what was sent"
