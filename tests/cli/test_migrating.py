"""`blog-api migrate`, and the errors of other commands when the schema is missing."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import Run
from tests.cli.served import PRODUCTION, command, listen
from tests.database import (
    SERVER_VARIABLE,
    drop_database,
    in_database,
    make_clone,
    recreate,
    worker_name,
)
from tests.embedded.observe import all_processes_gone


@pytest.fixture
def empty_url() -> Iterator[str]:
    server = os.environ[SERVER_VARIABLE]
    name = f"blog_empty_{worker_name()}"
    recreate(server, name, "template0")
    yield in_database(server, name)
    drop_database(server, name)


@pytest.fixture
def migrated_url() -> Iterator[str]:
    server = os.environ[SERVER_VARIABLE]
    name = f"blog_migrated_{worker_name()}"
    yield make_clone(server, name)
    drop_database(server, name)


def test_migrates_once(run: Run, empty_url: str) -> None:
    """At a URL that may name several hosts."""
    url = f"{empty_url}{'&' if '?' in empty_url else '?'}target_session_attrs=read-write"
    code, said = run("migrate", DATABASE_URL=url)
    assert code == 0
    assert said.startswith("The schema was migrated from nothing to ")
    assert run("migrate", DATABASE_URL=url) == (
        0,
        "The schema is this release's already.\n",
    )


def test_a_release_that_changes_only_sql_functions(run: Run, migrated_url: str) -> None:
    _, pem = run("keys", "generate")
    production = PRODUCTION | {"JWT_PRIVATE_KEY": pem, "DATABASE_URL": migrated_url}
    with psycopg.connect(migrated_url) as db:
        db.execute("UPDATE sql_files SET sha256 = 'of the previous text' WHERE name = 'hide_votes'")
    code, said = run("purge", **production)
    assert code == 1
    assert "blog-api migrate" in said
    assert run("migrate", **production) == (0, "SQL functions were updated: hide_votes.\n")
    assert run("purge", **production)[0] == 0


def test_lets_the_role_that_serves_change_rows_and_no_more(
    run: Run, empty_url: str, serving_url: str
) -> None:
    serving = in_database(serving_url, empty_url.partition("?")[0].rpartition("/")[2])
    urls = {"DATABASE_URL": serving, "MIGRATION_DATABASE_URL": empty_url}
    assert run("migrate", **urls)[0] == 0
    with psycopg.connect(serving, autocommit=True) as db:
        assert db.execute("SELECT count(*) FROM posts").fetchall() == [(0,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute("DELETE FROM audit_entries")


def test_the_role_that_serves_cannot_migrate(run: Run, empty_url: str, serving_url: str) -> None:
    serving = in_database(serving_url, empty_url.partition("?")[0].rpartition("/")[2])
    code, said = run("migrate", DATABASE_URL=serving)
    assert code == 1
    assert said.startswith("The database cannot be used: permission denied")


def test_a_command_migrates_in_development(run: Run, empty_url: str) -> None:
    code, said = run("purge", DATABASE_URL=empty_url)
    assert code == 0
    assert "The schema was migrated" in said


def test_production_is_migrated_by_the_command_alone(
    run: Run, empty_url: str, tmp_path: Path
) -> None:
    """A server that started before is not ready until then: the order does not matter."""
    _, pem = run("keys", "generate")
    database = {"JWT_PRIVATE_KEY": pem, "DATABASE_URL": empty_url}
    production = PRODUCTION | database | {"ALLOWED_HOSTS": "127.0.0.1"}
    with listen(tmp_path / "data", **production) as served:
        assert served.client.get("/health/ready").status_code == 503
        code, said = run("purge", **production)
        assert code == 1
        assert "blog-api migrate" in said
        assert run("migrate", **production)[0] == 0
        assert run("purge", **production)[0] == 0
        assert served.client.get("/health/ready").status_code == 200
        assert served.client.get("/api/posts").status_code == 200


def test_the_embedded_server_runs_only_as_long_as_the_command(data_dir: Path) -> None:
    code, said = command(data_dir, "migrate")
    assert (code, said) == (0, "The schema is this release's already.\n")
    assert all_processes_gone(data_dir)
