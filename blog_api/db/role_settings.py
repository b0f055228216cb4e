"""Session settings as defaults of the serving role, for poolers that lose those of a session.

PgBouncer in transaction mode gives a statement any server connection, also one that it has just
opened and that our `set_config` never reached. Defaults of the role apply to each of them.
"""

from collections.abc import Mapping
from typing import Final

import psycopg
from psycopg import sql

from blog_api.db.connections import SESSION_SETTINGS
from blog_api.db.roles import ONE_AT_A_TIME

CONNECT_TIMEOUT_S: Final = 5
SET_DEFAULT: Final = "ALTER ROLE CURRENT_USER IN DATABASE {database} SET {name} = {value}"
SELECT_VALUE: Final = "SELECT current_setting(%s)"
# A setting of our own says which release is connected: it is not one of the role.
DEFAULTS: Final[Mapping[str, str]] = {
    name: value for name, value in SESSION_SETTINGS.items() if "." not in name
}


def set_role_defaults(serving_url: str) -> None:
    """Store the defaults that differ, as a role may for itself.

    Not for a role that also owns the tables: its migrations take longer than a request may.
    """
    outdated = find_unset_defaults(serving_url)
    if not outdated:
        return
    with psycopg.connect(serving_url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        connection.execute(ONE_AT_A_TIME)  # two at once would be "tuple concurrently updated"
        [[database]] = connection.execute("SELECT current_database()").fetchall()
        for name in outdated:
            connection.execute(
                sql.SQL(SET_DEFAULT).format(
                    database=sql.Identifier(database),
                    name=sql.Identifier(name),
                    value=sql.Literal(DEFAULTS[name]),
                )
            )


def find_unset_defaults(serving_url: str) -> list[str]:
    """List the session settings that a new connection of the role does not have."""
    with psycopg.connect(serving_url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        return [
            name
            for name, value in DEFAULTS.items()
            if connection.execute(SELECT_VALUE, [name]).fetchone() != (value,)
        ]
