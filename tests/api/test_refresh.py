"""`POST /auth/refresh`: rotation, grace, and the end of a session whose old token is reused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx2
from fastapi import FastAPI
from jose import jwt

from blog_api.main import create_app
from tests.factories import Person, World

if TYPE_CHECKING:
    from blog_api.settings import Settings

DAY = 86_400


async def refresh(client: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await client.post("/api/auth/refresh", data={"refresh_token": token})


async def rotated(world: World, token: str) -> str:
    answer = await refresh(world.client, token)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["refresh_token"])


async def is_logged_in(world: World, person: Person) -> bool:
    answer = await world.client.get("/api/users/me", headers=person.headers)
    return answer.status_code == 200


async def shift_sessions(world: World, column: str, seconds: int) -> None:
    """Shift the times of all sessions into the past."""
    await world.execute(
        f"UPDATE sessions SET {column} = {column} - make_interval(secs => %s)", seconds
    )


@asynccontextmanager
async def changed(app: FastAPI, **settings: int) -> AsyncIterator[httpx2.AsyncClient]:
    """Start a second application on the same database, with other settings."""
    present: Settings = app.state.settings
    other = create_app(present.model_copy(update=settings))
    transport = httpx2.ASGITransport(app=other)
    async with (
        other.router.lifespan_context(other),
        httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


async def test_new_pair_of_the_same_session(world: World) -> None:
    ada = await world.user()
    answer = await refresh(world.client, ada.refresh_token)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    tokens = answer.json()
    old, new = (jwt.get_unverified_claims(t) for t in (ada.refresh_token, tokens["refresh_token"]))
    assert (new["sid"], new["sub"]) == (old["sid"], old["sub"])
    assert new["jti"] != old["jti"]
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await world.client.get("/api/users/me", headers=headers)).status_code == 200


async def test_earlier_access_token_is_left_to_expire(world: World) -> None:
    ada = await world.user()
    await rotated(world, ada.refresh_token)
    assert await is_logged_in(world, ada)


async def test_lost_reply_is_answered_with_the_same_successor(world: World) -> None:
    ada = await world.user()
    first = await rotated(world, ada.refresh_token)
    assert await rotated(world, ada.refresh_token) == first
    assert await rotated(world, first) != first


async def test_replay_after_the_grace_ends_the_session(world: World) -> None:
    ada = await world.user()
    successor = await rotated(world, ada.refresh_token)
    await shift_sessions(world, "refreshed_at", 11)
    answer = await refresh(world.client, ada.refresh_token)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert not await is_logged_in(world, ada), "the access token must be dead as well"
    assert (await refresh(world.client, successor)).status_code == 400


async def test_replay_of_an_older_token_ends_the_session_at_once(world: World) -> None:
    ada = await world.user()
    other = await world.log_in(ada.id, ada.username, ada.email)
    newest = await rotated(world, await rotated(world, ada.refresh_token))
    assert (await refresh(world.client, ada.refresh_token)).status_code == 400
    assert not await is_logged_in(world, ada)
    assert (await refresh(world.client, newest)).status_code == 400
    assert await is_logged_in(world, other), "only this session was stolen"


async def test_without_grace_every_replay_ends_the_session(app: FastAPI, world: World) -> None:
    ada = await world.user()
    async with changed(app, refresh_reuse_grace=0) as client:
        assert (await refresh(client, ada.refresh_token)).status_code == 200
        assert (await refresh(client, ada.refresh_token)).status_code == 400
    assert not await is_logged_in(world, ada)


async def test_use_extends_the_session(world: World) -> None:
    ada = await world.user()
    await shift_sessions(world, "expires_at", 10 * DAY)
    before = jwt.get_unverified_claims(ada.refresh_token)["exp"]
    after = jwt.get_unverified_claims(await rotated(world, ada.refresh_token))["exp"]
    assert before <= after <= before + 60
    [(lasts,)] = await world.execute("SELECT extract(epoch FROM expires_at - now()) FROM sessions")
    assert 14 * DAY - 60 < lasts <= 14 * DAY


async def test_no_use_extends_it_past_its_end(world: World) -> None:
    ada = await world.user()
    await shift_sessions(world, "created_at", 89 * DAY)
    claims = jwt.get_unverified_claims(await rotated(world, ada.refresh_token))
    assert DAY - 60 < claims["exp"] - claims["iat"] <= DAY


async def test_session_shorter_than_its_refresh_tokens(app: FastAPI, world: World) -> None:
    ada = await world.user()
    async with changed(app, session_expires_in=100) as client:
        form = {"username": ada.username, "password": "correct horse battery staple"}
        answer = await client.post("/api/auth/login", data=form)
    claims = jwt.get_unverified_claims(answer.json()["refresh_token"])
    assert claims["exp"] - claims["iat"] == 100


async def test_expired_session_is_over(world: World) -> None:
    ada = await world.user()
    await shift_sessions(world, "expires_at", 15 * DAY)
    assert not await is_logged_in(world, ada)
    assert (await refresh(world.client, ada.refresh_token)).status_code == 400


async def test_tokens_do_not_stand_in_for_each_other(world: World) -> None:
    ada = await world.user()
    access_token = ada.headers["Authorization"].removeprefix("Bearer ")
    assert (await refresh(world.client, access_token)).json()["error"] == "invalid_grant"
    headers = {"Authorization": f"Bearer {ada.refresh_token}"}
    answer = await world.client.get("/api/users/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
    assert await is_logged_in(world, ada), "a mistake is no theft"
