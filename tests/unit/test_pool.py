"""The pool of connections."""

import time
from pathlib import Path

from blog_api.db.database import POOL_TIMEOUT_S, Database
from blog_api.main import create_app
from blog_api.settings import Settings
from tests.factories import World


async def test_it_holds_as_many_after_all_were_checked(world: World) -> None:
    pool = world.db.pool
    await pool.wait()
    await pool.check()
    stats = pool.get_stats()
    # More than the minimum after a commit that took long: those beyond it are closed later.
    assert stats["pool_available"] == stats["pool_size"] >= pool.min_size


async def test_its_size_is_a_setting(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"database_pool_size": 3}))
    async with app.router.lifespan_context(app):
        assert app.state.database.pool.max_size == 3


async def test_a_start_waits_for_a_database_only_so_long(tmp_path: Path) -> None:
    database = Database(f"postgresql://ada@/blog?host={tmp_path}", size=2)
    database.pool.timeout = 0.3
    began = time.monotonic()
    await database.open()
    assert 0.2 < time.monotonic() - began < POOL_TIMEOUT_S
    await database.close()


async def test_a_start_returns_with_the_first_connection(serving_url: str) -> None:
    database = Database(serving_url, size=3)
    await database.open()
    try:
        assert database.pool.get_stats()["pool_available"] >= 1
    finally:
        await database.close()
