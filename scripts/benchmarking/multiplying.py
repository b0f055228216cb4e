"""Multiplication of 200,000 posts to millions inside PostgreSQL, spread over the years.

Copies have the words of the originals, so their search documents are copied too. Indexes, foreign
keys and triggers are dropped or disabled during the inserts, and restored afterwards.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import sql
from rich.progress import track

from blog_api.seeding.people import Period

Connection = psycopg.Connection[tuple[Any, ...]]
TABLES: Final = ["posts", "post_search", "post_counters"]
PROLIFIC_POSTS: Final = 100_000  # of one account, the newest of all, to delete and restore at once

KEPT: Final = (
    *("title", "excerpt", "excerpt_given", "content", "category", "tags", "image_url", "status"),
    *("version", "deletion_id"),
)
INSTANTS: Final = ("published_at", "created_at", "updated_at", "deleted_at")
SELECT_INDEXES: Final = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary ORDER BY indexrelid
"""
SELECT_KEYS: Final = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = ANY(%s::regclass[]) AND contype = 'f'
"""
COPY_DOCUMENTS: Final = """
INSERT INTO post_search (post_id, document)
SELECT post_id + %(k)s::bigint * %(base)s, document FROM post_search WHERE post_id <= %(base)s
ORDER BY post_id
"""
MAKE_COUNTERS: Final = """
INSERT INTO post_counters (post_id) SELECT generate_series(%(base)s + 1, %(all)s::bigint)
"""
SCALE_TERMS: Final = "UPDATE term_counts SET post_count = post_count * %s"
FIND_PROLIFIC: Final = "SELECT max(id) FROM users"


def multiply(url: str, copies: int, period: Period) -> None:
    """Multiply the posts by `copies`; ids increase with time."""
    with psycopg.connect(url, autocommit=True) as connection:
        ((base,),) = connection.execute("SELECT count(*) FROM posts").fetchall()
        ((prolific,),) = connection.execute(FIND_PROLIFIC).fetchall()
        whole = base * copies
        given = {
            "base": base,
            "all": whole,
            "copies": copies,
            "begins": period.begins,
            "ends": period.ends,
            "prolific": prolific,
            "prolific_after": whole - PROLIFIC_POSTS,
        }
        with without_burdens(connection):
            for k in track(range(1, copies), "copying"):
                connection.execute(copy_posts(), given | {"k": k})
                connection.execute(COPY_DOCUMENTS, given | {"k": k})
            connection.execute(move_originals(), given | {"k": 0})
            connection.execute(MAKE_COUNTERS, given)
            connection.execute(SCALE_TERMS, (copies,))
        connection.execute("SELECT setval('posts_id_seq', %s)", (whole,))


def copy_posts() -> sql.Composed:
    """Return the statement that inserts one copy of the originals."""
    columns = sql.SQL(", ").join(map(sql.Identifier, ("id", "author_id", "slug", *KEPT, *INSTANTS)))
    return sql.SQL("""
        INSERT INTO posts ({}) OVERRIDING SYSTEM VALUE
        SELECT id + %(k)s::bigint * %(base)s,
            CASE WHEN id + %(k)s::bigint * %(base)s > %(prolific_after)s THEN %(prolific)s
                ELSE author_id END,
            slug || '-' || %(k)s, {}, {}
        FROM posts WHERE id <= %(base)s ORDER BY id
    """).format(
        columns,
        sql.SQL(", ").join(map(sql.Identifier, KEPT)),
        sql.SQL(", ").join(map(in_slice, INSTANTS)),
    )


def move_originals() -> sql.Composed:
    """Move the originals to the first time slice; run it last, as copies are made from them."""
    changes = (sql.SQL("{} = {}").format(sql.Identifier(name), in_slice(name)) for name in INSTANTS)
    return sql.SQL("UPDATE posts SET {} WHERE id <= %(base)s").format(sql.SQL(", ").join(changes))


def in_slice(name: str) -> sql.Composed:
    """Return the time in the slice of copy k; posts scheduled after the period stay there."""
    return sql.SQL("""
        CASE WHEN {0} > %(ends)s THEN {0} ELSE %(begins)s::timestamptz
            + ({0} - %(begins)s) / %(copies)s
            + (%(ends)s::timestamptz - %(begins)s) / %(copies)s * %(k)s END
    """).format(sql.Identifier(name))


@contextmanager
def without_burdens(connection: Connection) -> Iterator[None]:
    """Drop indexes and foreign keys and disable triggers; restore them afterwards."""
    indexes = connection.execute(SELECT_INDEXES, (TABLES,)).fetchall()
    keys = connection.execute(SELECT_KEYS, (TABLES,)).fetchall()
    for table, name, _ in keys:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}".encode())
    connection.execute("ALTER TABLE posts DISABLE TRIGGER USER")
    yield
    connection.execute("ALTER TABLE posts ENABLE TRIGGER USER")
    for _, definition in track(indexes, "indexing"):
        connection.execute(definition.encode())
    for table, name, definition in keys:
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}".encode())
