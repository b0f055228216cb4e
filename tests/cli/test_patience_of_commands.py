"""Limits of commands: nobody waits for their answer, so a busy machine must not end them."""

from blog_api.cli.database import run_in_database
from blog_api.db.database import POOL_TIMEOUT_S, Database


def test_a_command_waits_longer_than_a_request(serving_url: str) -> None:
    async def limits_of(db: Database) -> tuple[float, str]:
        async with db.pool.connection() as connection:
            cursor = await connection.execute("SHOW idle_in_transaction_session_timeout")
            row = await cursor.fetchone()
        assert row is not None
        return db.pool.timeout, row[0]

    timeout, idle = run_in_database(serving_url, limits_of)
    assert timeout > POOL_TIMEOUT_S
    assert idle == "1min"
