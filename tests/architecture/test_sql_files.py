"""The database has exactly the functions and triggers of `db/sql/`."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import sqlalchemy.exc
from alembic.script import ScriptDirectory
from psycopg import sql

from blog_api.backup.database import look_into
from blog_api.backup.programs import choose_programs
from blog_api.db import sql_files
from blog_api.db.migrations import configuration, migrate
from blog_api.db.revision import HEAD_REVISION
from blog_api.db.sql_files import SqlText, definition, find_outdated, read_sql_files
from tests.architecture.test_migrations import FILL, REVISIONS, SCHEMA, query
from tests.architecture.tree import ROOT

BEFORE_FILES = REVISIONS[REVISIONS.index("sql_files") - 1]
FUNCTIONS = (
    "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
)
DEFINITIONS = """
SELECT proname, '', pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid, true) FROM pg_trigger
WHERE NOT tgisinternal
ORDER BY 1, 2
"""
HASHES = "SELECT name, sha256 FROM sql_files"
ROW_VERSIONS = """
SELECT oid::regprocedure::text, xmin::text FROM pg_proc
WHERE pronamespace = 'public'::regnamespace ORDER BY 1
"""
TABLES_WITH_TRIGGERS = (
    "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
)
Definitions = list[tuple[object, ...]]


def apply_from_nothing(url: str) -> Definitions:
    """Replace every function and trigger of the database by those of the files."""
    with psycopg.connect(url) as connection:
        for (function,) in connection.execute(FUNCTIONS).fetchall():
            connection.execute(f"DROP FUNCTION {function} CASCADE".encode())
        connection.execute("SET check_function_bodies = off")
        for file in read_sql_files():
            connection.execute(file.function.encode())
            for trigger in file.triggers:
                connection.execute(trigger.encode())
        return connection.execute(DEFINITIONS).fetchall()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of `db/sql/` to change, as the next release would."""
    copy = tmp_path / "sql"
    shutil.copytree(sql_files.FOLDER, copy)
    monkeypatch.setattr(sql_files, "FOLDER", copy)
    return copy


@pytest.mark.parametrize("start", [None, BEFORE_FILES], ids=["fresh", "upgraded"])
def test_database_and_files_agree(empty_url: str, start: str | None) -> None:
    if start:
        migrate(empty_url, start)
    migrate(empty_url)
    migrated = query(empty_url, DEFINITIONS)
    assert apply_from_nothing(empty_url) == migrated
    names = {name for name, table, _ in migrated if not table}
    assert names == {file.name for file in read_sql_files()}


def test_bodies_are_valid(migrated_url: str) -> None:
    """Functions are created in the order of names, unchecked: check them once all exist."""
    with psycopg.connect(migrated_url) as connection:
        connection.execute("SET check_function_bodies = on")
        for file in read_sql_files():
            connection.execute(file.function.encode())


@pytest.mark.parametrize("file", read_sql_files(), ids=lambda file: file.name)
def test_a_file_is_one_function_and_its_triggers(file: SqlText) -> None:
    assert re.findall(r"^CREATE .*?(\w+)\(", file.function, re.MULTILINE) == [file.name]
    assert all(trigger.endswith(f"EXECUTE FUNCTION {file.name}()") for trigger in file.triggers)


def test_triggers_are_written_as_the_database_prints_them(migrated_url: str) -> None:
    """`changes()` recognises an unchanged trigger by its text."""
    written = {definition(trigger) for file in read_sql_files() for trigger in file.triggers}
    assert written == {text for name, table, text in query(migrated_url, DEFINITIONS) if table}


def test_later_versions_define_no_functions() -> None:
    """Otherwise a file and a version would both define the present text."""
    script = ScriptDirectory.from_config(configuration())
    later = REVISIONS[REVISIONS.index("sql_files") + 1 :]
    texts = {name: Path(script.get_revision(name).path).read_text() for name in later}
    defining = re.compile(
        r"CREATE (OR REPLACE )?(FUNCTION (?!pg_temp)|(CONSTRAINT )?TRIGGER)", re.IGNORECASE
    )
    assert [name for name, text in texts.items() if defining.search(text)] == []


def test_only_changed_files_are_applied(migrated_url: str, folder: Path) -> None:
    path = folder / "refuse_change.sql"
    path.write_text(path.read_text().replace("the audit log is", "audit entries are"))
    (folder / "remember_slug.sql").unlink()
    assert find_outdated(migrated_url) == ["refuse_change"]
    before = query(migrated_url, ROW_VERSIONS)
    migrate(migrated_url)
    changed = set(query(migrated_url, ROW_VERSIONS)) - set(before)
    assert [name for name, _ in changed] == ["refuse_change()"]
    assert find_outdated(migrated_url) == []
    assert "remember_slug" not in [name for name, _ in query(migrated_url, HASHES)]
    with psycopg.connect(migrated_url) as db, pytest.raises(psycopg.Error, match="entries are"):
        db.execute("DELETE FROM audit_entries")


def test_a_changed_trigger_is_replaced(migrated_url: str, folder: Path) -> None:
    path = folder / "remember_slug.sql"
    path.write_text(path.read_text().replace("WHEN (old.slug <> new.slug) ", ""))
    migrate(migrated_url)
    assert query(migrated_url, DEFINITIONS) == apply_from_nothing(migrated_url)


def test_all_files_or_none(migrated_url: str, folder: Path) -> None:
    for name in ("add_to_term", "searchable"):
        path = folder / f"{name}.sql"
        path.write_text(f"{path.read_text()}\n-- Changed.\n")
    (folder / "search_words.sql").write_text("CREATE OR REPLACE FUNCTION search_words(")
    before = query(migrated_url, ROW_VERSIONS), query(migrated_url, HASHES)
    with pytest.raises(sqlalchemy.exc.ProgrammingError):
        migrate(migrated_url)
    assert (query(migrated_url, ROW_VERSIONS), query(migrated_url, HASHES)) == before


def test_an_older_revision_leaves_the_files_alone(empty_url: str) -> None:
    migrate(empty_url, REVISIONS[-1])
    assert query(empty_url, HASHES) == []


def test_upgrading_waits_for_no_writer(empty_url: str) -> None:
    """Without known hashes, all functions are applied: triggers are unchanged and lock no table."""
    migrate(empty_url)
    with psycopg.connect(empty_url) as connection:
        connection.execute("DELETE FROM sql_files")
    with psycopg.connect(empty_url) as writer:
        for (table,) in writer.execute(TABLES_WITH_TRIGGERS).fetchall():
            lock = sql.SQL("LOCK TABLE {} IN ROW EXCLUSIVE MODE")
            writer.execute(lock.format(sql.Identifier(table)))
        migrate(empty_url)
    assert find_outdated(empty_url) == []


def run_script(url: str, script: str) -> None:
    """Run a script by `psql`, as an operator would."""
    psql = choose_programs(look_into(url).server).folder / "psql"
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    environment = os.environ | {"PGOPTIONS": "-c client_min_messages=warning"}
    done = subprocess.run(
        [psql, *options, url],
        input=script,
        text=True,
        capture_output=True,
        check=False,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (0, "")


def write_script(revisions: str) -> str:
    """Return what `alembic upgrade --sql` prints; it needs no database."""
    program = [sys.executable, "-m", "alembic", "upgrade", revisions, "--sql"]
    return subprocess.check_output(program, cwd=ROOT, text=True, stderr=subprocess.DEVNULL)


def test_a_script_does_the_same(empty_url: str, migrated_url: str) -> None:
    run_script(empty_url, write_script("head"))
    for statement in (SCHEMA, DEFINITIONS, f"{HASHES} ORDER BY 1"):
        assert query(empty_url, statement) == query(migrated_url, statement)
    assert query(empty_url, "SELECT version_num FROM alembic_version") == [(HEAD_REVISION,)]
    migrate(empty_url)


ROWS = """
SELECT p.slug, s.document, c.vote_count FROM posts p
JOIN post_search s ON s.post_id = p.id JOIN post_counters c ON c.post_id = p.id ORDER BY p.id
"""
VOTE_AND_LEAVE = """
INSERT INTO votes (post_id, user_id) SELECT posts.id, users.id FROM posts, users;
WITH deletion AS (
    INSERT INTO deletions (actor_id, kind) SELECT id, 'account' FROM users RETURNING id
)
UPDATE users SET deleted_at = now(), deletion_id = deletion.id FROM deletion
"""


def run_later_versions(url: str) -> None:
    run_script(url, write_script("fewer_entries:head"))


def test_a_script_changes_rows_as_versions_do(empty_url: str, migrated_url: str) -> None:
    """Loops over rows become loops of the script."""
    rows = []
    for upgrade in (migrate, run_later_versions):
        with psycopg.connect(empty_url) as connection:
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        migrate(empty_url, "fewer_entries")
        with psycopg.connect(empty_url) as connection:
            connection.execute(FILL)
            connection.execute(VOTE_AND_LEAVE)
        upgrade(empty_url)
        rows.append(query(empty_url, ROWS))
    assert rows[0] == rows[1]
    assert {count for _, _, count in rows[0]} == {0}
    assert len(rows[0]) == 1201
