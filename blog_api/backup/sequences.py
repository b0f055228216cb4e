"""After a restore no id is given again: a token of before would act for whoever gets it next.

Ids given since the backup are known only where its blog is written over. Elsewhere there is room
for them, and for users and sessions, which tokens name, it grows with the time that has passed: so
it holds too when one backup is restored to new places again and again.
"""

from datetime import datetime
from typing import Final

from psycopg import sql

# More than people write between two backups, and few enough for sitemaps, which walk through ids.
ROOM: Final = 1_000_000
# A password is hashed for each, which no machine does as often as this.
A_SECOND: Final = 1_000
NAMED_BY_TOKENS: Final = ("users_id_seq", "sessions_id_seq")
# A setting of this transaction, for the tables go, and a temporary one needs a right of its own.
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
    """Past what the backup has, what was remembered, and room for what nobody knows of.

    The room is added where ids are known too: somebody may have got one since they were read.
    """
    statement = sql.SQL(MOVE_ON).format(
        room=sql.Literal(ROOM),
        named_by_tokens=sql.Literal(list(NAMED_BY_TOKENS)),
        made_at=sql.Literal(made_at),
        a_second=sql.Literal(A_SECOND),
    )
    return statement.as_string(None)
