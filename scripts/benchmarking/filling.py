"""Rows of the benchmark: made by `blog-api seed`, and multiplied beyond 200,000 posts."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import bcrypt
import psycopg
from rich import print as say

from benchmarking.cluster import (
    FILLING,
    create_database,
    drop_database,
    has_database,
    in_database,
    rename_database,
    running_cluster,
)
from benchmarking.multiplying import multiply
from blog_api.db.migrations import migrate
from blog_api.db.revision import HEAD_REVISION
from blog_api.seeding.seeding import Plan, seed

UNTIL: Final = datetime(2026, 1, 1, tzinfo=UTC)
BASE: Final = 200_000
PASSWORD: Final = "correct horse battery"  # noqa: S105  # of people who do not exist
RARE, MIDDLING, ABSENT = "xylorimba", "quodlibet", "zzyzzxyq"
RARE_POSTS: Final = 20
MIDDLING_EVERY: Final = 1_000

MAKE_ADMIN: Final = """
UPDATE users SET role = 'admin', email_verified = true WHERE id = (SELECT min(id) FROM users)
"""
# One deletion per post, with the same number as id.
PUT_IN_TRASH: Final = (
    """
    INSERT INTO deletions (id, kind, actor_id, post_count) OVERRIDING SYSTEM VALUE
    SELECT id, 'post', author_id, 1 FROM posts WHERE id % 50 = 11
    """,
    """
    UPDATE posts SET deletion_id = id,
        deleted_at = least(updated_at + id % 9973 * interval '1 minute', '2026-01-01')
    WHERE id % 50 = 11
    """,
    "SELECT setval('deletions_id_seq', max(id)) FROM deletions",
)
PLANT_WORD: Final = """
UPDATE posts SET content = content || ' ' || %(word)s
WHERE id %% %(every)s = 7 AND deleted_at IS NULL AND status = 'published'
"""


def ensure_filled(folder: Path, posts: int) -> str:
    """Return the name of the database with so many posts; create it in the first run."""
    name = f"bench_{posts}_{HEAD_REVISION}"
    with running_cluster(folder, FILLING) as url:
        if not has_database(url, name):
            say(f"Filling a database with {posts:,} posts, once.")
            fill(url, name, posts)
    return name


def fill(url: str, name: str, posts: int) -> None:
    """Fill a database under another name and rename it when it is complete."""
    if posts > BASE and posts % BASE:
        sys.exit(f"More than {BASE:,} posts are made as multiples of that.")
    unfinished = f"{name}_unfinished"
    drop_database(url, unfinished)
    template = ensure_base(url) if posts > BASE else "template0"
    create_database(url, unfinished, template)
    database = in_database(url, unfinished)
    if posts > BASE:
        multiply(database, posts // BASE, Plan(0, BASE, 0, 1, UNTIL).period)
    else:
        seed_directly(database, posts)
    plant_words(database, posts)
    rename_database(url, unfinished, name)


def plan_of(posts: int) -> Plan:
    """Return an account per 100 posts, and a comment per 10."""
    return Plan(max(100, posts // 100), posts, posts // 10, 1, UNTIL)


def ensure_base(url: str) -> str:
    """Return the name of the database that is multiplied."""
    name = f"bench_base_{HEAD_REVISION}"
    if not has_database(url, name):
        drop_database(url, f"{name}_unfinished")
        create_database(url, f"{name}_unfinished")
        seed_directly(in_database(url, f"{name}_unfinished"), BASE)
        rename_database(url, f"{name}_unfinished", name)
    return name


def seed_directly(url: str, posts: int) -> None:
    """Seed, and move 2 % of the posts to the trash."""
    migrate(url)
    password_hash = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(12)).decode()
    with psycopg.connect(url, autocommit=True) as connection:
        seed(connection, plan_of(posts), password_hash, lambda _: None)
    put_in_trash(url)


def complete(url: str, posts: int) -> None:
    """Do what follows after the rows of `blog-api seed`."""
    put_in_trash(url)
    plant_words(url, posts)


def put_in_trash(url: str) -> None:
    """Make an administrator, too."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MAKE_ADMIN)
        for statement in PUT_IN_TRASH:
            connection.execute(statement)


def plant_words(url: str, posts: int) -> None:
    """Add one word to twenty posts and one to every thousandth, then run VACUUM."""
    with psycopg.connect(url, autocommit=True) as connection:
        for word, every in ((RARE, posts // RARE_POSTS), (MIDDLING, MIDDLING_EVERY)):
            connection.execute(PLANT_WORD, {"word": word, "every": every})
        connection.execute("VACUUM (ANALYZE, FREEZE)")
