"""`POST /auth/login`: the password grant of RFC 6749."""

from typing import Any

import bcrypt
import httpx2
import pytest

from tests.factories import PASSWORD, World

TOKEN_PATHS = ["/api/auth/login", "/api/auth/refresh"]
UNIQUE_HEADERS = {"x-request-id", "date"}


def without_identity(answer: httpx2.Response) -> tuple[int, bytes, dict[str, str]]:
    headers = {k: v for k, v in answer.headers.items() if k not in UNIQUE_HEADERS}
    return answer.status_code, answer.content, headers


@pytest.mark.parametrize("login", ["ada", "ADA", "ada@example.com", "Ada@Example.COM"])
async def test_user_name_or_email_without_case(world: World, login: str) -> None:
    await world.user("ada")
    answer = await world.tokens(login)
    assert answer.status_code == 200
    tokens = answer.json()
    assert tokens.keys() == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("bearer", 900, "blog")
    assert answer.headers["cache-control"] == "no-store"


async def test_access_token_opens_the_door(world: World) -> None:
    ada = await world.user("ada")
    answer = await world.client.get("/api/users/me", headers=ada.headers)
    assert answer.json()["username"] == "ada"


@pytest.mark.parametrize("path", TOKEN_PATHS)
async def test_both_grants_under_both_names(world: World, path: str) -> None:
    ada = await world.user("ada")
    by_password = {"grant_type": "password", "username": "ada", "password": PASSWORD}
    by_token = {"grant_type": "refresh_token", "refresh_token": ada.refresh_token}
    for form in (by_password, by_token):
        answer = await world.client.post(path, data=form)
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"


async def test_every_failure_of_credentials_is_the_same_answer(world: World) -> None:
    await world.user("ada")
    off, gone = await world.user("off"), await world.user("gone")
    admin = await world.admin()
    await world.client.patch(
        f"/api/users/{off.id}", json={"is_active": False}, headers=admin.headers
    )
    await world.client.delete("/api/users/me", headers=gone.headers)
    answers = [
        await world.tokens("nobody"),
        await world.tokens("ada", "wrong"),
        await world.tokens("ada", "x" * 300),
        await world.tokens("ada", PASSWORD.upper()),
        await world.tokens("ada\0"),
        await world.tokens("off"),
        await world.tokens("gone"),
        await world.client.post("/api/auth/refresh", data={"refresh_token": "no.such.token"}),
        await world.client.post("/api/auth/refresh", data={"refresh_token": gone.refresh_token}),
    ]
    assert {answer.json()["error"] for answer in answers} == {"invalid_grant"}
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert all(without_identity(a) == without_identity(answers[0]) for a in answers)


@pytest.mark.parametrize("path", TOKEN_PATHS)
@pytest.mark.parametrize(
    "form",
    [
        {},
        {"grant_type": ""},
        {"grant_type": "password"},
        {"grant_type": "password", "username": "ada"},
        {"grant_type": "password", "username": "ada", "password": ""},
        {"grant_type": "password", "username": "", "password": PASSWORD},
        {"grant_type": "password", "username": ["ada", "ada"], "password": PASSWORD},
        {"grant_type": ["password", "password"], "username": "ada", "password": PASSWORD},
        {"grant_type": "password", "username": "ada", "password": PASSWORD, "scope": ["a", "b"]},
        {"grant_type": "refresh_token"},
        {"grant_type": "refresh_token", "refresh_token": ""},
        {"grant_type": "refresh_token", "refresh_token": ["a", "b"]},
    ],
)
async def test_missing_empty_or_repeated(world: World, path: str, form: dict[str, Any]) -> None:
    await world.user("ada")
    answer = await world.client.post(path, data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", TOKEN_PATHS)
async def test_json_multipart_and_nothing_are_no_form(world: World, path: str) -> None:
    credentials = {"grant_type": "password", "username": "ada", "password": PASSWORD}
    await world.user("ada")
    for body in ({"json": credentials}, {"files": {"username": b"ada"}}, {}):
        answer = await world.client.post(path, **body)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("path", TOKEN_PATHS)
@pytest.mark.parametrize("grant_type", ["client_credentials", "authorization_code", "Password"])
async def test_other_grants(client: httpx2.AsyncClient, path: str, grant_type: str) -> None:
    answer = await client.post(path, data={"grant_type": grant_type})
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


async def test_more_fields_than_a_form_has(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/auth/login", data={f"field{n}": "x" for n in range(60)})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_form_too_large(client: httpx2.AsyncClient) -> None:
    async def chunks() -> Any:
        for _ in range(20):
            yield b"password=" + b"x" * 100_000 + b"&"

    answer = await client.post(
        "/api/auth/login",
        content=chunks(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_unknown_parameters_and_client_credentials_are_ignored(world: World) -> None:
    await world.user("ada")
    form = {"username": "ada", "password": PASSWORD, "client_id": ["a", "b"], "client_secret": "c"}
    answer = await world.client.post(
        "/api/auth/login", data=form, headers={"Authorization": "Basic YTpi"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("path", TOKEN_PATHS)
async def test_authorization_header_is_ignored(world: World, path: str) -> None:
    await world.user("ada")
    form = {"grant_type": "password", "username": "ada", "password": PASSWORD}
    twice_dead = [("Authorization", "Bearer dead"), ("Authorization", "Bearer dead")]
    answer = await world.client.post(path, data=form, headers=twice_dead)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "password",
    ["naïve café ☕ 🎉", "with\0a NUL byte", "汉字漢字かなカナ", "x" * 7 + "é" * 249, "  spaces  "],
)
async def test_any_unicode_is_a_password(world: World, password: str) -> None:
    body = {"username": "ada", "email": "ada@example.com", "password": password}
    assert (await world.client.post("/api/users", json=body)).status_code == 201
    assert (await world.tokens("ada", password)).status_code == 200
    assert (await world.tokens("ada", password[:-1])).status_code == 400
    assert (await world.tokens("ada", password + "!")).status_code == 400


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
async def test_password_as_bytes_that_nobody_escaped(world: World, encoding: str) -> None:
    """`curl -d 'password=…'` sends unescaped bytes."""
    body = {"username": "ada", "email": "ada@example.com", "password": "grüße an alle"}
    assert (await world.client.post("/api/users", json=body)).status_code == 201
    answer = await world.client.post(
        "/api/auth/login",
        content="username=ada&password=grüße+an%20alle".encode(encoding),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 200


async def test_older_hash_moves_at_login(world: World) -> None:
    """A bcrypt hash of another scheme or cost is accepted, and rehashed."""
    ada = await world.user("ada")
    old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(5)).decode()
    await world.execute("UPDATE users SET password_hash = %s WHERE id = %s", old, ada.id)
    assert (await world.tokens("ada")).status_code == 200
    [(new,)] = await world.execute("SELECT password_hash FROM users WHERE id = %s", ada.id)
    assert new != old
    assert (await world.tokens("ada")).status_code == 200
    [(newest,)] = await world.execute("SELECT password_hash FROM users WHERE id = %s", ada.id)
    assert newest == new
