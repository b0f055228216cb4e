"""Migrations match the models, are reversible, are serialised, and never queue for long."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event

from blog_api.db.migrations import configuration, migrate
from blog_api.db.revision import HEAD_REVISION

REVISIONS = [
    script.revision
    for script in reversed(list(ScriptDirectory.from_config(configuration()).walk_revisions()))
]
ADVISORY_LOCK = 0x626C6F67
PATIENCE_S = 60
SCHEMA = """
SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT indexname, indexdef, '', '', '', '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT conname, pg_get_constraintdef(oid), '', '', '', '' FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT proname, prosrc, '', '', '', '' FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT tgname, pg_get_triggerdef(oid), '', '', '', '' FROM pg_trigger
    WHERE NOT tgisinternal
ORDER BY 1, 2
"""
ROWS_BEFORE_STORAGE = """
INSERT INTO users (email, username, password_hash)
    SELECT 'u' || n || '@example.com', 'u' || n, '' FROM generate_series(1, 250) n;
INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status)
    SELECT id, 'p' || id, 'ab', 'c', true, 'défg', 'draft' FROM users;
INSERT INTO comments (post_id, author_id, content) SELECT id, author_id, 'hi' FROM posts;
INSERT INTO pictures (name, owner_id, kind, width, height, size)
    SELECT 'a', id, 'post', 1, 1, 100 FROM users;
"""
Schema = list[tuple[object, ...]]


def query(url: str, statement: str) -> Schema:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(statement.encode()).fetchall()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait with a timeout; a process may take long to start."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)


@contextmanager
def migrating(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Migrate in a separate process, as a starting instance does."""
    code = "import sys; from blog_api.db.migrations import migrate; migrate(sys.argv[1])"
    with subprocess.Popen([sys.executable, "-c", code, url]) as process:
        try:
            yield process
        finally:
            process.kill()  # A failed test leaves no waiting process.


def migrate_alone(url: str) -> int:
    """Run a migration process and return its exit code."""
    with migrating(url) as process:
        return process.wait(timeout=PATIENCE_S)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Yield the SQL statements that Alembic sends."""
    seen: list[str] = []

    def remember(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", remember)
    yield seen
    event.remove(Engine, "before_cursor_execute", remember)


def test_a_release_serves_its_newest_revision() -> None:
    assert REVISIONS[-1] == HEAD_REVISION


def test_models_and_migrations_agree(migrated_url: str) -> None:
    command.check(configuration(migrated_url))


def test_up_down_up_by_every_step(empty_url: str) -> None:
    """Versions only: `db/sql/` is applied only on the way to `head`."""
    after: list[Schema] = [[]]
    for revision in REVISIONS:
        migrate(empty_url, revision)
        after.append(query(empty_url, SCHEMA))
    for before in reversed(after[1:-1]):
        command.downgrade(configuration(empty_url), "-1")
        assert query(empty_url, SCHEMA) == before
    command.downgrade(configuration(empty_url), "base")
    assert all(str(row[0]).startswith("alembic_version") for row in query(empty_url, SCHEMA))
    migrate(empty_url, REVISIONS[-1])
    assert query(empty_url, SCHEMA) == after[-1]


FILL = """
INSERT INTO users (email, username, password_hash, role) VALUES ('a@b.c', 'ada', 'x', 'user');
INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status, published_at)
SELECT users.id, 'p' || n, 'Café', '', true, '我爱上海', 'published', now()
FROM users, generate_series(1, 1200) AS n;
INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status)
SELECT users.id, 'plain', 'Plain', '', true, 'words', 'draft' FROM users
"""
MATCHES = "SELECT count(*) FROM post_search WHERE document @@ {function}('{words}', '')"


def test_documents_answer_both_releases(empty_url: str) -> None:
    """The previous release can search while the next one's documents are built, and after."""
    migrate(empty_url, "fewer_entries")
    with psycopg.connect(empty_url) as connection:
        connection.execute(FILL)
    plain = "SELECT xmin::text FROM post_search ORDER BY post_id DESC LIMIT 1"
    before = query(empty_url, plain)
    migrate(empty_url)
    for function, words in (
        ("search_query", "Café"),
        ("search_query", "我爱上海"),
        ("search_terms", "cafe"),
        ("search_terms", "上海"),
    ):
        assert query(empty_url, MATCHES.format(function=function, words=words)) == [(1200,)]
    assert query(empty_url, plain) == before, "a document of ASCII is the same in both forms"


def test_a_migration_waits_for_the_one_that_runs(empty_url: str) -> None:
    waiting = """
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
    AND query LIKE 'SELECT pg_try_advisory_lock%' AND state = 'idle'
    """
    tables = "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"
    with psycopg.connect(empty_url, autocommit=True) as running:
        running.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        with migrating(empty_url) as second:
            wait_until(lambda: bool(query(empty_url, waiting)) or second.poll() is not None)
            assert query(empty_url, waiting) == [(1,)]
            assert query(empty_url, tables) == []
            running.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
            assert second.wait(timeout=PATIENCE_S) == 0
    assert query(empty_url, "SELECT version_num FROM alembic_version") == [(HEAD_REVISION,)]


def test_two_that_start_at_once_both_succeed(empty_url: str) -> None:
    with ThreadPoolExecutor() as pool:
        codes = list(pool.map(migrate_alone, [empty_url] * 2))
    assert codes == [0, 0]
    assert query(empty_url, "SELECT version_num FROM alembic_version") == [(HEAD_REVISION,)]


def test_a_migration_gives_up_rather_than_queue(empty_url: str, statements: list[str]) -> None:
    """Timeouts are set after the lock is taken and before any change."""
    migrate(empty_url)
    first_change = next(i for i, text in enumerate(statements) if "CREATE TABLE" in text.upper())
    before = statements[:first_change]
    turn = next(i for i, text in enumerate(before) if "pg_try_advisory_lock" in text)
    assert any("SET lock_timeout" in text for text in before[turn:])
    assert any("SET statement_timeout" in text for text in before[turn:])
    assert not any("_timeout = '0" in text or "_timeout = 0" in text for text in statements)


def test_the_storage_of_rows_already_there_is_counted(empty_url: str) -> None:
    migrate(empty_url)
    command.downgrade(configuration(empty_url), "removal_claims")
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute(ROWS_BEFORE_STORAGE)
    migrate(empty_url)
    counted = "SELECT user_id::int, used::int FROM storage_shares ORDER BY user_id"
    assert query(empty_url, counted) == [(n, 2 + 1 + 5 + 2 + 100) for n in range(1, 251)]


def test_working_copies_from_before_count_from_their_next_change(empty_url: str) -> None:
    command.upgrade(configuration(empty_url), "media_folder")
    with psycopg.connect(empty_url) as connection:
        connection.execute(ROWS_BEFORE_STORAGE)
        connection.execute(
            "INSERT INTO working_copies (post_id, user_id, base_version, by_author, fields, title)"
            " SELECT id, author_id, 1, true, '{title}', 'four' FROM posts WHERE id <= 3"
        )
    migrate(empty_url)
    counted = "SELECT sum(used)::int FROM storage_shares"
    [(before,)] = query(empty_url, counted)
    with psycopg.connect(empty_url) as connection:
        connection.execute("UPDATE working_copies SET stored_bytes = 4 WHERE post_id = 1")
        connection.execute("DELETE FROM working_copies WHERE post_id = 2")
    assert query(empty_url, f"SELECT ({counted}) - {before}") == [(4,)]
    command.downgrade(configuration(empty_url), "media_folder")


def test_deletions_whose_items_are_in_the_trash_keep_the_first_of_them(empty_url: str) -> None:
    command.upgrade(configuration(empty_url), "working_copy_storage")
    with psycopg.connect(empty_url) as connection:
        connection.execute(ROWS_BEFORE_STORAGE)
        connection.execute("INSERT INTO deletions (kind) SELECT 'bulk' FROM generate_series(1, 3)")
        connection.execute("UPDATE deletions SET undone_at = now() WHERE id = 1")
        connection.execute(
            "UPDATE posts SET deleted_at = now(), deletion_id = 2 + id % 2 WHERE id BETWEEN 4 AND 9"
        )
        connection.execute("UPDATE comments SET deleted_at = now(), deletion_id = 3 WHERE id = 7")
    migrate(empty_url)
    kept = "SELECT id::int, first_post_id::int, first_comment_id::int FROM deletions ORDER BY id"
    assert query(empty_url, kept) == [(1, None, None), (2, 4, None), (3, 5, 7)]
