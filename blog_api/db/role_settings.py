"""Session settings as defaults of the serving role, for poolers that lose those of a session.

PgBouncer in transaction mode gives a statement any server connection, also one that it has just
opened and that our `set_config` never reached. Defaults of the role apply to each of them.
"""

from contextlib import suppress
from typing import Final

import psycopg
from psycopg import sql

from blog_api.db.database import SESSION_SETTINGS
from blog_api.db.roles import ONE_AT_A_TIME

CONNECT_TIMEOUT_S: Final = 5
SET_DEFAULT: Final = "ALTER ROLE CURRENT_USER IN DATABASE {database} SET {name} = {value}"
SELECT_VALUE: Final = "SELECT current_setting(%s, true)"


def set_role_defaults(serving_url: str) -> None:
    """Store the settings that differ; a role may do that for itself.

    A setting of our own needs a privilege that only a superuser grants, and is left out without.
    """
    outdated = find_unset_defaults(serving_url)
    if not outdated:
        return
    with psycopg.connect(serving_url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        connection.execute(ONE_AT_A_TIME)  # two at once would be "tuple concurrently updated"
        for name in outdated:
            statement = sql.SQL(SET_DEFAULT).format(
                database=sql.Identifier(connection.info.dbname),
                name=sql.Identifier(*name.split(".")),
                value=sql.Literal(SESSION_SETTINGS[name]),
            )
            with suppress(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(statement)


def find_unset_defaults(serving_url: str) -> list[str]:
    """List the session settings that a new connection of the role does not have."""
    with psycopg.connect(serving_url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        return [
            name
            for name, value in SESSION_SETTINGS.items()
            if connection.execute(SELECT_VALUE, [name]).fetchone() != (value,)
        ]


def is_own(name: str) -> bool:
    """Return True for a setting that PostgreSQL does not define."""
    return "." in name
