"""The pool of connections."""

from tests.factories import World


async def test_it_holds_as_many_after_all_were_checked(world: World) -> None:
    pool = world.db.pool
    await pool.wait()
    await pool.check()
    assert pool.get_stats()["pool_available"] == pool.get_stats()["pool_size"] == pool.max_size
