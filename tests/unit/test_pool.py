"""The pool of connections."""

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
