"""`POST /auth/logout`: by access token, or by refresh token when that has expired."""

import pytest

from tests.factories import Person, World

LOGOUT = "/api/auth/logout"


async def is_over(world: World, person: Person) -> bool:
    """Return true if neither token of the session is accepted."""
    form = {"refresh_token": person.refresh_token}
    refreshed = await world.client.post("/api/auth/refresh", data=form)
    read = await world.client.get("/api/users/me", headers=person.headers)
    assert (refreshed.status_code, read.status_code) in {(400, 401), (200, 200)}
    return read.status_code == 401


async def test_by_access_token(world: World) -> None:
    ada = await world.user()
    other = await world.log_in(ada.id, ada.username, ada.email)
    answer = await world.client.post(LOGOUT, headers=ada.headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert await is_over(world, ada)
    assert not await is_over(world, other)


async def test_by_refresh_token(world: World) -> None:
    ada = await world.user()
    form = {"refresh_token": ada.refresh_token}
    dead = {"Authorization": "Bearer expired"}
    assert (await world.client.post(LOGOUT, data=form, headers=dead)).status_code == 204
    assert await is_over(world, ada)


async def test_refresh_token_of_a_session_that_is_over(world: World) -> None:
    ada = await world.user()
    for _ in range(2):
        answer = await world.client.post(LOGOUT, data={"refresh_token": ada.refresh_token})
        assert answer.status_code == 204


async def test_twice_by_access_token(world: World) -> None:
    ada = await world.user()
    await world.client.post(LOGOUT, headers=ada.headers)
    answer = await world.client.post(LOGOUT, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


async def test_by_nothing(world: World) -> None:
    answer = await world.client.post(LOGOUT)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_empty_form_falls_back_to_the_access_token(world: World) -> None:
    ada = await world.user()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await world.client.post(LOGOUT, headers=ada.headers | form)
    assert answer.status_code == 204
    assert await is_over(world, ada)


@pytest.mark.parametrize("tokens", ["", ["a.b.c", "a.b.c"]])
async def test_empty_or_repeated(world: World, tokens: str | list[str]) -> None:
    answer = await world.client.post(LOGOUT, data={"refresh_token": tokens})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_access_token_is_no_refresh_token(world: World) -> None:
    ada = await world.user()
    form = {"refresh_token": ada.headers["Authorization"].removeprefix("Bearer ")}
    answer = await world.client.post(LOGOUT, data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert not await is_over(world, ada)


async def test_two_authorization_headers(world: World) -> None:
    ada = await world.user()
    answer = await world.client.post(LOGOUT, headers=[*ada.headers.items()] * 2)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
