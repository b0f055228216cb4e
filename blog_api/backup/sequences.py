"""Sequences after a restore: no id is used twice, since an old token would act for its new owner.

Ids assigned since the backup are known only if its own blog is overwritten. Otherwise a margin is
added. For users and sessions, which tokens name, it grows with the age of the backup, so that it is
sufficient even if one backup is restored to new places repeatedly.
"""

from datetime import datetime
from typing import Final

from psycopg import sql

# More rows than people write between two backups, and few enough for sitemaps, which scan ids.
ROOM: Final = 1_000_000
# Each one needs a password hash, and no machine computes as many per second.
A_SECOND: Final = 1_000
NAMED_BY_TOKENS: Final = ("users_id_seq", "sessions_id_seq")
# A setting of this transaction: the tables are dropped, and a temporary table needs a privilege.
REMEMBER: Final = """
SELECT set_config(
    'blog_api.ids', coalesce(json_object_agg(sequencename, last_value), '{}')::text, true
) FROM pg_sequences WHERE schemaname = current_schema();
"""
MOVE_ON: Final = """
SELECT setval(
    format('%I.%I', schemaname, sequencename)::regclass,
    greatest(last_value, (current_setting('blog_api.ids')::json ->> sequencename)::bigint, 0)
    + {room} + CASE WHEN sequencename = ANY ({named_by_tokens}) THEN
        greatest(extract(epoch FROM now() - {made_at}) * {a_second}, 0)::bigint ELSE 0 END
) FROM pg_sequences WHERE schemaname = current_schema();
"""


def move_on(made_at: datetime) -> str:
    """Return SQL that advances sequences past the backup, the ids of before, and the margin.

    The margin is added even where ids are known: one may have been assigned since they were read.
    """
    statement = sql.SQL(MOVE_ON).format(
        room=sql.Literal(ROOM),
        named_by_tokens=sql.Literal(list(NAMED_BY_TOKENS)),
        made_at=sql.Literal(made_at),
        a_second=sql.Literal(A_SECOND),
    )
    return statement.as_string(None)
