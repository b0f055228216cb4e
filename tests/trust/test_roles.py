"""Privileges of the serving role, which all tests of the API run as."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from blog_api.cli.database import Urls, migrate_aloud
from blog_api.cli.serving_database import warn_of_unset_defaults
from blog_api.db.role_settings import DEFAULTS, find_unset_defaults, set_role_defaults
from blog_api.db.roles import MissingRoleError, grant_rows
from tests.database import SERVER_VARIABLE, as_role, drop_database, in_database, make_clone

RIGHTS = """
SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type)
FROM information_schema.role_table_grants WHERE grantee = current_user GROUP BY 1
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
OWNED = "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"
POWERS = """
SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls
FROM pg_roles WHERE rolname = current_user
"""


@pytest.fixture
def serving(serving_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(serving_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def copy_url() -> Iterator[str]:
    """Yield a database for its owner, to change its schema."""
    server = os.environ[SERVER_VARIABLE]
    name = f"blog_roles_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    yield make_clone(server, name)
    drop_database(server, name)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine",
        "ALTER TABLE posts ADD COLUMN mine int",
        "ALTER TABLE audit_entries DISABLE TRIGGER append_only",
        "CREATE INDEX ON posts (title)",
        "DROP TABLE posts",
        "DROP FUNCTION refuse_change() CASCADE",
        "TRUNCATE posts",
        "TRUNCATE audit_entries",
        "UPDATE audit_entries SET action = 'nothing.happened'",
        "DELETE FROM audit_entries",
        "UPDATE alembic_version SET version_num = 'x'",
        "UPDATE sql_files SET sha256 = 'x'",
        "COPY posts TO PROGRAM 'id'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT rolpassword FROM pg_authid",
        "SET SESSION AUTHORIZATION postgres",
    ],
)
def test_refused(serving: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        serving.execute(statement.encode())


def test_owns_nothing_and_has_no_powers(serving: psycopg.Connection) -> None:
    assert serving.execute(OWNED).fetchall() == [(0,)]
    assert serving.execute(POWERS).fetchall() == [(False,) * 5]


def test_rows_of_every_table_and_no_more(serving: psycopg.Connection) -> None:
    every = dict.fromkeys(
        (name for (name,) in serving.execute(TABLES)), "DELETE INSERT SELECT UPDATE"
    )
    expected = every | {
        "audit_entries": "INSERT SELECT",
        "alembic_version": "SELECT",
        "schema_compatibility": "SELECT",
        "sql_files": "SELECT",
    }
    assert dict(serving.execute(RIGHTS).fetchall()) == expected


def test_tables_to_come_are_served_too(copy_url: str, serving_url: str) -> None:
    with psycopg.connect(copy_url) as owner:
        owner.execute("CREATE TABLE later (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    later = as_role_of(serving_url, copy_url)
    with psycopg.connect(later) as serving:
        serving.execute("INSERT INTO later (name) VALUES ('x')")
        assert serving.execute("SELECT id, name FROM later").fetchall() == [(1, "x")]


def test_granting_again_mends_what_was_changed(copy_url: str, serving_url: str) -> None:
    serving = as_role_of(serving_url, copy_url)
    with psycopg.connect(copy_url) as owner:
        role = sql.Identifier(str(conninfo_to_dict(serving)["user"]))
        owner.execute(sql.SQL("GRANT ALL ON audit_entries TO {}").format(role))
        owner.execute(sql.SQL("REVOKE ALL ON posts FROM {}").format(role))
    grant_rows(copy_url, serving)
    with psycopg.connect(serving, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM posts").fetchall() == [(0,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM audit_entries")


def test_the_owner_may_serve_as_itself(copy_url: str) -> None:
    grant_rows(copy_url, copy_url)
    with psycopg.connect(copy_url) as owner:
        owner.execute("CREATE TABLE mine (id int)")


def test_a_role_that_cannot_be_made(copy_url: str) -> None:
    with psycopg.connect(copy_url) as owner:
        powers = owner.execute(POWERS).fetchall()[0]
    if powers[0] or powers[2]:
        pytest.skip("the owner of this server may make roles")
    absent = as_role(copy_url, "nobody_yet:secret-of-nobody")
    with pytest.raises(MissingRoleError, match="CREATE ROLE nobody_yet LOGIN") as refusal:
        grant_rows(copy_url, absent)
    assert "secret-of-nobody" not in str(refusal.value)


def as_role_of(serving_url: str, url: str) -> str:
    """Return the URL of a database with the role of another URL."""
    return in_database(serving_url, url.partition("?")[0].rpartition("/")[2])


def test_timeouts_are_defaults_that_no_pooler_can_lose(
    copy_url: str, serving_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    serving = as_role_of(serving_url, copy_url)
    assert set(find_unset_defaults(serving)) >= {"statement_timeout", "lock_timeout"}
    warn_of_unset_defaults(serving)
    assert "statement_timeout" in capsys.readouterr().err
    set_role_defaults(serving)
    with psycopg.connect(serving) as connection:
        found = {
            name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            for name in DEFAULTS
        }
    assert found == {name: (value,) for name, value in DEFAULTS.items()}
    warn_of_unset_defaults(serving)
    assert capsys.readouterr().err == ""
    with psycopg.connect(copy_url) as owner:
        assert owner.execute("SHOW statement_timeout").fetchone() == ("0",)


def test_an_owner_that_serves_gets_no_defaults(copy_url: str) -> None:
    assert not grant_rows(copy_url, copy_url)
    migrate_aloud(Urls(copy_url, copy_url))
    with psycopg.connect(copy_url) as owner:
        assert owner.execute("SHOW statement_timeout").fetchone() == ("0",)
