"""The serving role of an embedded database, and one made by migrations."""

from pathlib import Path

import psycopg
import pytest

from blog_api.db.migrations import migrate
from blog_api.db.roles import grant_rows
from blog_api.embedded_postgres.cluster import run_alone
from blog_api.embedded_postgres.home import Home, find_home, prepare_home
from blog_api.embedded_postgres.programs import choose_programs
from blog_api.embedded_postgres.server import serving_url
from tests.database import as_role
from tests.embedded.observe import execute, own


def as_superuser(data_dir: Path, statements: str) -> None:
    """Run as superuser, while no server runs."""
    home = prepare_home(data_dir)
    with home.open_private("server.lock") as lock:
        program = choose_programs(home, None) / "postgres"
        run_alone(home, program, home.cluster, lock, statements)


def test_each_cluster_has_a_role_that_serves(data_dir: Path) -> None:
    with own(data_dir) as url:
        serving = serving_url(data_dir, url)
        assert execute(serving, "SELECT current_user") == [("blog_serving",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(serving, "CREATE TABLE mine (id int)")
        secret = Home(find_home(data_dir)).serving_password_file
        assert secret.stat().st_mode & 0o777 == 0o600


def test_a_cluster_of_an_earlier_release_gets_it(data_dir: Path) -> None:
    as_superuser(data_dir, "DROP ROLE blog_serving;\n")
    Home(find_home(data_dir)).serving_password_file.unlink()
    for _ in range(2):
        with own(data_dir) as url:
            serving = serving_url(data_dir, url)
            assert execute(serving, "SELECT current_user") == [("blog_serving",)]


def test_a_start_that_was_broken_off_between_role_and_password(data_dir: Path) -> None:
    Home(find_home(data_dir)).serving_password_file.unlink()
    with own(data_dir) as url:
        assert execute(serving_url(data_dir, url), "SELECT 1") == [(1,)]


def test_migrations_make_the_role_if_they_may(data_dir: Path) -> None:
    as_superuser(data_dir, "ALTER ROLE blog CREATEROLE;\n")
    with own(data_dir) as url:
        migrate(url)
        serving = as_role(url, "blog_api:a-password-of-its-own")
        grant_rows(url, serving)
        grant_rows(url, serving)
        assert execute(serving, "SELECT current_user") == [("blog_api",)]
        assert execute(serving, "SELECT count(*) FROM posts") == [(0,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(serving, "DELETE FROM audit_entries")
