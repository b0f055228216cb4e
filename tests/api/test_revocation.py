"""Revocation takes effect on the very next request; errors for bad credentials."""

from typing import Any

import anyio
import httpx2
import pytest

from tests.factories import PASSWORD, Person, World

NEW_PASSWORD = "another horse, another battery"


async def code(world: World, person: Person, path: str = "/api/users/me") -> str | int:
    answer = await world.client.get(path, headers=person.headers)
    return answer.json()["code"] if answer.is_error else answer.status_code


async def as_admin(world: World, person: Person, body: dict[str, Any]) -> httpx2.Response:
    admin = await world.admin()
    return await world.client.patch(f"/api/users/{person.id}", json=body, headers=admin.headers)


async def test_logout(world: World) -> None:
    ada = await world.user()
    await world.client.post("/api/auth/logout", headers=ada.headers)
    assert await code(world, ada) == "invalid_token"


async def test_deactivation_and_its_end(world: World) -> None:
    ada = await world.user()
    await as_admin(world, ada, {"is_active": False})
    assert await code(world, ada) == "invalid_token"
    form = {"refresh_token": ada.refresh_token}
    assert (await world.client.post("/api/auth/refresh", data=form)).status_code == 400
    await as_admin(world, ada, {"is_active": True})
    assert await code(world, ada) == "invalid_token", "old sessions stay dead"
    assert (await world.tokens(ada.username)).status_code == 200


@pytest.mark.parametrize("path", ["/api/users/me", "/api/auth/sessions", "/api/posts"])
async def test_deactivated_by_hand(world: World, path: str) -> None:
    """Deactivating a user in the database keeps the session, but its tokens are rejected."""
    ada = await world.user()
    await world.execute("UPDATE users SET is_active = false WHERE id = %s", ada.id)
    assert await code(world, ada, path) == "invalid_token"


async def test_deletion(world: World) -> None:
    ada = await world.user()
    await world.client.delete("/api/users/me", headers=ada.headers)
    assert await code(world, ada) == "invalid_token"
    assert await code(world, ada, "/api/posts") == "invalid_token", "on public routes too"


async def test_role_given_and_taken(world: World) -> None:
    ada = await world.user()
    assert await code(world, ada, "/api/users") == "admin_only"
    await as_admin(world, ada, {"role": "admin"})
    assert await code(world, ada, "/api/users") == 200
    await as_admin(world, ada, {"role": "user"})
    assert await code(world, ada, "/api/users") == "admin_only"


async def test_password_change_ends_the_other_sessions(world: World) -> None:
    ada = await world.user()
    other = await world.log_in(ada.id, ada.username, ada.email)
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    answer = await world.client.post("/api/users/me/password", json=body, headers=ada.headers)
    assert answer.status_code == 204
    assert await code(world, ada) == 200
    assert await code(world, other) == "invalid_token"


async def log_in_while_it_becomes(world: World, person: Person, password: str) -> httpx2.Response:
    """Return the response of a log-in whose password hash is replaced after it was checked."""
    replaced = await world.app.state.passwords.hash(password)
    change = f"UPDATE users SET password_hash = '{replaced}' WHERE id = {person.id}"
    answers: list[httpx2.Response] = []

    async def log_in() -> None:
        answers.append(await world.tokens(person.username))

    async with (
        world.db.pool.connection() as connection,
        anyio.create_task_group() as tasks,
        connection.transaction(),
    ):
        await connection.execute(change.encode())
        tasks.start_soon(log_in)
        await anyio.sleep(0.3)
        assert not answers, "it waits for the change"
    return answers[0]


async def test_password_that_changes_while_it_is_checked_opens_no_session(world: World) -> None:
    """Replacing a stolen password must shut out a thief who is just logging in."""
    ada = await world.user()
    answer = await log_in_while_it_becomes(world, ada, NEW_PASSWORD)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_hash_that_is_moved_while_it_is_checked_opens_one(world: World) -> None:
    """A concurrent log-in rehashes the password after the cost of a hash was raised."""
    ada = await world.user()
    answer = await log_in_while_it_becomes(world, ada, PASSWORD)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "credentials",
    ["Bearer", "Bearer ", "Bearer x", "bearer a.b.c", "Basic YTpi", "x", "", "Bearer a b"],
)
async def test_bad_credentials(client: httpx2.AsyncClient, credentials: str) -> None:
    """One error for every cause, also where anonymous callers may read."""
    answers = [
        await client.get(path, headers={"Authorization": credentials})
        for path in ("/api/users/me", "/api/posts", "/api/tags")
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    details = {answer.json()["detail"] for answer in answers}
    assert details == {"The token is invalid, expired or revoked."}


async def test_no_credentials(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/users/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == 'Bearer realm="blog"'


async def test_two_authorization_headers(world: World) -> None:
    ada = await world.user()
    for path in ("/api/users/me", "/api/posts"):
        answer = await world.client.get(path, headers=[*ada.headers.items()] * 2)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


async def test_identity_is_told_before_anything_else(world: World) -> None:
    """401 and 403 take precedence over 413, 415 and 422."""
    ada = await world.user()
    hostile: dict[str, Any] = {"content": b"<xml/>", "headers": {"Content-Type": "text/xml"}}
    answer = await world.client.post("/api/posts", **hostile)
    assert answer.status_code == 401
    hostile["headers"] |= ada.headers
    assert (await world.client.post("/api/posts/bulk-delete", **hostile)).status_code == 403
    assert (await world.client.post("/api/posts", **hostile)).status_code == 415
