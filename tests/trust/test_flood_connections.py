"""Floods of log-ins leave the connections of the database to others."""

import asyncio

import pytest

from blog_api.auth.passwords import Passwords
from blog_api.errors import PasswordsBusyError
from tests.factories import World
from tests.trust.conftest import Opening
from tests.trust.test_log_in_floods import LIMITED, elsewhere, guess

EIGHT = {"database_pool_size": 8}


async def most_waiting(world: World) -> int:
    """Return how many requests waited for a connection at once, during 240 guesses."""
    await world.client.post("/api/auth/login", data={"grant_type": "x"})  # registers the issuer
    await world.db.pool.wait(timeout=60)  # until all of its connections are open
    flood = [
        asyncio.create_task(guess(world, f"nobody{number}", elsewhere(number)))
        for number in range(240)
    ]
    most = 0
    while not all(guess.done() for guess in flood):
        most = max(most, world.db.pool.get_stats()["requests_waiting"])
        await asyncio.sleep(0)
    return most


async def test_a_flood_leaves_connections_to_others(open_world: Opening) -> None:
    """Two connections look log-ins up, two count them: nothing waits for the pool of eight."""
    async with open_world(**LIMITED, **EIGHT) as world:
        assert await most_waiting(world) == 0


async def test_waits_that_end_at_once_leave_connections_to_others(
    open_world: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashes of a machine that became slow: dozens give up together, and each gets a refund."""
    crowd, is_crowded = [], asyncio.Event()

    async def give_up_together(*_: object) -> bool:
        crowd.append(True)
        if len(crowd) == 50:
            is_crowded.set()
        await is_crowded.wait()
        raise PasswordsBusyError

    monkeypatch.setattr(Passwords, "matches", give_up_together)
    async with open_world(**LIMITED, **EIGHT) as world:
        assert await most_waiting(world) == 0
