"""Serving role: it may read and change rows, and owns, creates and drops nothing.

So a defect in one of our statements cannot change the schema or rewrite the audit log.
"""

from typing import Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

CONNECT_TIMEOUT_S: Final = 5
# The lock of migrations, "blog" in ASCII; PostgreSQL 15 has no hexadecimal literals.
ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(1651273575)"
OWN_TABLES: Final = """
SELECT tablename FROM pg_tables
WHERE schemaname = current_schema() AND tableowner = current_user
"""
FOR_TABLES_TO_COME: Final = """
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}
"""
RIGHTS: Final[dict[str, LiteralString]] = {
    "audit_entries": "SELECT, INSERT",
    "alembic_version": "SELECT",
    "sql_files": "SELECT",
    "schema_compatibility": "SELECT",
}
EVERY_ROW: Final = "SELECT, INSERT, UPDATE, DELETE"


class MissingRoleError(Exception):
    """The role of DATABASE_URL does not exist, and cannot be created."""


def grant_rows(owner_url: str, serving_url: str) -> bool:
    """Grant privileges after every migration; return False if the owner itself serves.

    Creates the role if it is missing. Identity columns (GENERATED AS IDENTITY) need no privilege on
    their sequence.
    """
    given = conninfo_to_dict(serving_url)
    role = str(given.get("user") or "")
    with psycopg.connect(owner_url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        if role in {"", connection.info.user}:
            return False
        connection.execute(ONE_AT_A_TIME)
        ensure_role(connection, role, str(given.get("password") or ""))
        grant(connection, role)
    return True


def ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    """Create the role with a hashed password: the server could log a password in plain text."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
        return
    verifier = connection.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    ).decode()
    create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
    try:
        connection.execute(create.format(sql.Identifier(role), sql.Literal(verifier)))
    except psycopg.errors.InsufficientPrivilege:
        raise MissingRoleError(
            f"There is no role {role}, and the role that migrates may not make it. "
            f"As a superuser: CREATE ROLE {role} LOGIN PASSWORD '…'"
        ) from None


def grant(connection: psycopg.Connection, role: str) -> None:
    """Grant privileges on our own tables only, not on other tables of the schema."""
    named = sql.Identifier(role)
    schema = sql.Identifier(connection.execute("SELECT current_schema()").fetchall()[0][0])
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, named))
    connection.execute(sql.SQL(FOR_TABLES_TO_COME).format(schema=schema, role=named))
    for (table,) in connection.execute(OWN_TABLES).fetchall():
        on = {"table": sql.Identifier(table), "role": named}
        rights = sql.SQL(RIGHTS.get(table, EVERY_ROW))
        connection.execute(sql.SQL("REVOKE ALL ON {table} FROM {role}").format(**on))
        connection.execute(
            sql.SQL("GRANT {rights} ON {table} TO {role}").format(rights=rights, **on)
        )
