"""`Database.write` runs a command again if another transaction was in its way."""

from typing import Final

import psycopg
import pytest
from sqlalchemy import bindparam, func, insert

from blog_api.db.database import ATTEMPTS, Transaction
from blog_api.db.errors import RowChangedError
from blog_api.db.statements import Statement
from blog_api.errors import BusyError
from blog_api.models import LoginLimit
from tests.factories import World

INSERT: Final = Statement(insert(LoginLimit).values(key=bindparam("key"), full_at=func.now()), int)
RETRIED: Final = [
    RowChangedError,
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
]


class Losing:
    """A command that inserts a row and then raises an error, a number of times."""

    def __init__(self, error: type[Exception], times: int) -> None:
        self.error, self.times, self.calls = error, times, 0

    async def run(self, db: Transaction) -> int:
        self.calls += 1
        await db.run(INSERT, key=f"attempt {self.calls}")
        if self.calls <= self.times:
            raise self.error
        return self.calls


@pytest.mark.parametrize("error", RETRIED)
async def test_a_lost_attempt_leaves_nothing(world: World, error: type[Exception]) -> None:
    assert await world.db.write(Losing(error, 1).run) == 2
    assert await world.execute("SELECT key FROM login_limits") == [("attempt 2",)]


async def test_the_last_attempt_is_busy(world: World) -> None:
    losing = Losing(RowChangedError, ATTEMPTS)
    with pytest.raises(BusyError):
        await world.db.write(losing.run)
    assert losing.calls == ATTEMPTS
