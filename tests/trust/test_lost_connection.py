"""A connection lost during a request is reported as that, at every step."""

from typing import Final

import pytest
from psycopg import OperationalError, Rollback
from sqlalchemy import func, select

from blog_api.db.database import Database, Transaction
from blog_api.db.errors import refusal_for
from blog_api.db.statements import Statement
from blog_api.errors import DatabaseUnavailableError
from tests.factories import World

SELECT_PID: Final = Statement(select(func.pg_backend_pid()), int)


async def lose_and_roll_back(db: Transaction, world: World) -> None:
    """Lose the server just before the rollback of a dry run."""
    async with db.savepoint():
        (pid,) = await db.all(SELECT_PID)
        await world.execute("SELECT pg_terminate_backend(%s)", pid)
        raise Rollback


async def test_a_rollback_that_nobody_heard(world: World) -> None:
    database: Database = world.app.state.database
    with pytest.raises(OperationalError) as lost:
        await database.write(lose_and_roll_back, world)
    assert isinstance(refusal_for(lost.value), DatabaseUnavailableError)
    assert (await world.client.get("/api/posts")).status_code == 200
