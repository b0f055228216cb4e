"""Schema revision that this release serves, and the revision of a database.

Without Alembic, which a serving process would import for this alone.
"""

from typing import Final

import psycopg

HEAD_REVISION: Final = "first_of_deletions"  # of alembic/versions; a test compares them
# HEAD_REVISION of the oldest release that can serve this schema. `migrate` stores it and its
# successors in `schema_compatibility`; a migration that breaks a release raises it.
OLDEST_SERVING_REVISION: Final = "administration"
CONNECT_TIMEOUT_S: Final = 5


class UnknownRevisionError(Exception):
    """Database at a revision that this release does not have."""


def find_revision(url: str) -> str | None:
    """Return the revision of a database; None before its first migration."""
    with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        found = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
        if found != (True,):
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return row[0] if row else None
