"""Set-up of the connections of a pool, and its persistence while the server is away."""

from collections.abc import Mapping
from typing import Final

from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool
from pydantic_core import from_json

from blog_api.db.commits import Connection

# The pool doubles its pause between attempts, so that after an outage of a minute it would wait for
# another minute. With this timeout it gives up early, and `keep_trying` starts again.
RECONNECT_S: Final = 0.5


async def keep_trying(pool: AsyncConnectionPool[Connection]) -> None:
    """Reconnect to a server that was away, and drop idle connections that broke since."""
    await pool.check()


async def apply_session_settings(settings: Mapping[str, str], connection: Connection) -> None:
    """Set timeouts for statements: a bounded wait is a 503, an unbounded one an outage."""
    set_json_loads(from_json, connection)  # `json.loads` took a third of the time of a list
    for name, value in settings.items():
        await connection.execute("SELECT set_config(%s, %s, false)", (name, value))
