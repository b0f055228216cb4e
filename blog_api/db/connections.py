"""Set-up of the connections of a pool, and its persistence while the server is away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg_pool import AsyncConnectionPool
from pydantic_core import from_json
from typing_extensions import override

Connection = AsyncConnection[tuple[Any, ...]]
Pool = AsyncConnectionPool[Connection]

# The pool doubles its pause between attempts, so that after an outage of a minute it would wait for
# another minute. With this timeout it gives up early, and `keep_trying` starts again.
RECONNECT_S: Final = 0.5
SESSION_SETTINGS: Final[Mapping[str, str]] = {
    "TimeZone": "UTC",
    "jit": "off",
    "statement_timeout": "2s",
    "lock_timeout": "1500ms",
    "idle_in_transaction_session_timeout": "5s",
    # This release records revisions itself: db/sql/record_unrecorded_posts.sql.
    "blog_api.records_revisions": "on",
}
# A standby that was promoted accepts writes otherwise.
READ_ONLY_SETTINGS: Final = {**SESSION_SETTINGS, "default_transaction_read_only": "on"}
CONNECT_ARGUMENTS: Final[Mapping[str, Any]] = {
    "autocommit": True,
    "connect_timeout": 2,
    "tcp_user_timeout": 4000,
}


class JsonLoader(Loader):
    """`json.loads` took a third of the time of a list."""

    @override
    def load(self, data: Buffer) -> Any:
        return from_json(bytes(data))


@dataclass(slots=True)
class Autocommitting:
    """A connection of a pool in autocommit, for statements and for explicit transactions.

    `pool.connection()` also ends a transaction, which there is none of: 30 calls of each read.
    """

    pool: Pool
    _taken: Connection = field(init=False)

    async def __aenter__(self) -> Connection:
        self._taken = await self.pool.getconn()
        return self._taken

    async def __aexit__(self, *_: object) -> None:
        await self.pool.putconn(self._taken)


async def keep_trying(pool: Pool) -> None:
    """Reconnect to a server that was away, and drop idle connections that broke since."""
    await pool.check()


async def apply_session_settings(settings: Mapping[str, str], connection: Connection) -> None:
    """Set timeouts for statements: a bounded wait is a 503, an unbounded one an outage."""
    for kind in ("json", "jsonb"):
        connection.adapters.register_loader(kind, JsonLoader)
    for name, value in settings.items():
        await connection.execute("SELECT set_config(%s, %s, false)", (name, value))
