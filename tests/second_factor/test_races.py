"""Changes of an account while one of its log-ins or confirmations checks the password."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import psycopg

from tests.factories import PASSWORD, Person, World
from tests.second_factor.app import MFA, enrol

PATIENCE_S = 120
WAITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
LOCK_ACCOUNT = "SELECT FROM users WHERE id = %(id)s FOR NO KEY UPDATE"
# The statements of `activate_totp`, in its order.
ADD_FACTOR = (
    LOCK_ACCOUNT,
    "UPDATE totp_secrets SET confirmed_at = now() WHERE user_id = %(id)s",
    "UPDATE sessions SET confirmed_at = NULL WHERE user_id = %(id)s",
)
# Those of a reset.
CHANGE_PASSWORD = (
    "UPDATE users SET password_hash = '!' WHERE id = %(id)s",
    "DELETE FROM pending_logins WHERE user_id = %(id)s",
)


@asynccontextmanager
async def uncommitted(url: str, person: Person, *statements: str) -> AsyncIterator[None]:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        for statement in statements:
            await connection.execute(statement.encode(), {"id": person.id})
        yield


async def start_request(
    world: World, request: Coroutine[Any, Any, httpx2.Response]
) -> asyncio.Task[httpx2.Response]:
    """Start a request; return once it waits for the lock of the account, or is done."""
    task = asyncio.ensure_future(request)
    async with asyncio.timeout(PATIENCE_S):
        while not task.done() and await world.execute(WAITING) == [(0,)]:
            await asyncio.sleep(0.02)
    return task


async def enrolling(world: World) -> Person:
    ada = await world.user()
    answer = await world.client.post(f"{MFA}/totp", headers=ada.headers)
    assert answer.status_code == 200
    return ada


async def test_a_factor_added_during_a_log_in_is_asked_for(world: World, database_url: str) -> None:
    ada = await enrolling(world)
    async with uncommitted(database_url, ada, *ADD_FACTOR):
        task = await start_request(world, world.tokens(ada.username))
    answer = await task
    assert (answer.status_code, answer.json()["error"]) == (400, "mfa_required")
    assert await world.execute("SELECT count(*) FROM sessions") == [(1,)]


async def test_a_factor_added_during_a_confirmation_is_asked_for(
    world: World, database_url: str
) -> None:
    ada = await enrolling(world)
    body = {"password": PASSWORD}
    request = world.client.post("/api/auth/confirm", json=body, headers=ada.headers)
    async with uncommitted(database_url, ada, *ADD_FACTOR):
        task = await start_request(world, request)
    answer = await task
    assert (answer.status_code, answer.json()["code"]) == (403, "mfa_required")
    assert await world.execute("SELECT confirmed_at FROM sessions") == [(None,)]


async def test_a_password_changed_during_a_log_in_starts_no_second_step(
    world: World, database_url: str
) -> None:
    ada = await world.user()
    await enrol(world, ada)
    async with uncommitted(database_url, ada, *CHANGE_PASSWORD):
        task = await start_request(world, world.tokens(ada.username))
    answer = await task
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert await world.execute("SELECT count(*) FROM pending_logins") == [(0,)]
