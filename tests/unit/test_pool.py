"""Which connection a request is given."""

from typing import Final

from sqlalchemy import func, select

from blog_api.db.statement import Statement
from tests.factories import World

SELECT_PID: Final = Statement(select(func.pg_backend_pid()), int)


async def test_one_request_after_another_meets_the_same_process(world: World) -> None:
    processes = [(await world.db.all(SELECT_PID))[0] for _ in range(10)]
    assert len(set(processes)) == 1


async def test_what_came_back_last_is_taken_first(world: World) -> None:
    pool = world.db.pool
    async with pool.connection() as first:
        async with pool.connection() as second:
            assert second is not first
        async with pool.connection() as third:
            assert third is second
    async with pool.connection() as fourth:
        assert fourth is first


async def test_it_still_holds_as_many_after_all_were_checked(world: World) -> None:
    pool = world.db.pool
    await pool.wait()
    await pool.check()
    assert pool.get_stats()["pool_available"] == pool.get_stats()["pool_size"] == pool.max_size
