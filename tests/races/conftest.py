"""No race may end in a deadlock, which costs the victims a second."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from blog_api.db.database import POOL_SIZE
from tests.factories import World
from tests.trust.conftest import open_world

__all__ = ["open_world"]


@pytest.fixture(autouse=True)
async def no_deadlocks(world: World) -> AsyncIterator[None]:
    before = await deadlocks(world)
    yield
    assert await deadlocks(world) == before


async def deadlocks(world: World) -> int:
    """Return the deadlock count, once every connection has flushed its statistics."""
    async with AsyncExitStack() as stack:
        for _ in range(POOL_SIZE):
            connection = await stack.enter_async_context(world.db.pool.connection())
            await connection.execute("SELECT pg_stat_force_next_flush()")
    [[number]] = await world.execute(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    )
    return int(number)
