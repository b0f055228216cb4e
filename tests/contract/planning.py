"""The filled database of the plan tests, and the faults in the plans of a request."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

import psycopg

from blog_api.posts.search.index import SORT_MAX
from blog_api.seeding.seeding import Plan as SeedPlan
from blog_api.seeding.seeding import seed
from tests.database import SERVER_VARIABLE, in_database, make_clone, recreate
from tests.factories import Person, World
from tests.plans import Connection, Sent, complaints, explain, find_big_tables

SIZE: Final = SeedPlan(2_000, 10_000, 10_000, 1, datetime(2026, 1, 1, tzinfo=UTC))
FILLED, DRAFT = "blog_filled", "blog_filled_draft"
# One deletion for each post; posts and comments have the same numbers, and so share them.
# As in an imported blog, each post has an address of the old site.
FURTHER_ROWS: Final = (
    """
    INSERT INTO deletions (id, kind, actor_id, post_count) OVERRIDING SYSTEM VALUE
    SELECT id, 'post', author_id, 1 FROM posts WHERE id % 10 = 3
    """,
    "UPDATE posts SET deleted_at = created_at, deletion_id = id WHERE id % 10 = 3",
    "UPDATE comments SET deleted_at = created_at, deletion_id = id WHERE id % 10 = 3",
    "SELECT setval('deletions_id_seq', max(id)) FROM deletions",
    "INSERT INTO post_redirects (path, post_id) SELECT '/old/' || id, id FROM posts",
    "VACUUM (ANALYZE)",
)
PAGE: Final = 101  # the largest page, and one row to detect the next
# Lists with a page size of their own.
SORTED: Final = {
    "/api/posts?search=": SORT_MAX,
    "/api/tags": 1_000,  # the longest list of terms, most used first
    "/api/categories": 1_000,
}


def clone_filled(name: str) -> str:
    """Return the URL of a clone of a filled and analysed database, which is made once for a run."""
    server = os.environ[SERVER_VARIABLE]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [FILLED])
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [FILLED])
        if known.fetchone() is None:
            fill_database(make_clone(server, DRAFT))
            connection.execute(f"ALTER DATABASE {DRAFT} RENAME TO {FILLED}")
        recreate(server, name, FILLED)
    return in_database(server, name)


def fill_database(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        seed(connection, SIZE, "no hash at all", lambda _: None)
        for statement in FURTHER_ROWS:
            connection.execute(statement.encode())


@contextmanager
def undoing(url: str) -> Iterator[Connection]:
    """Yield a connection that is rolled back."""
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL jit = off")
        yield connection
        connection.rollback()


async def read(crowd: World, reader: Person, path: str) -> None:
    """Send one request, its placeholders filled from the newest post."""
    newest = (await crowd.client.get("/api/posts?limit=1")).json()
    post = newest["items"][0]
    address = path.format(
        id=post["id"],
        slug=post["slug"],
        username=post["author"]["username"],
        cursor=newest["next_cursor"],
        token=await make_preview(crowd, reader, post["id"]) if "{token}" in path else "",
    )
    answer = await crowd.client.get(address, headers=reader.headers)
    assert answer.status_code == 200, (address, answer.text)


async def make_preview(crowd: World, reader: Person, post_id: int) -> str:
    """Make a link that shows a version; one that shows a public post leads away."""
    place = f"/api/posts/{post_id}/previews"
    answer = await crowd.client.post(place, json={"show": 1}, headers=reader.headers)
    return str(answer.json()["token"])


def found_wrong(url: str, sent: list[Sent], path: str, damage: str = "SELECT 1") -> list[str]:
    """Return the faults in the plans of a request after `damage` was done."""
    most = next((rows for begin, rows in SORTED.items() if path.startswith(begin)), PAGE)
    with undoing(url) as connection:
        big = find_big_tables(connection)
        assert {"posts", "post_search", "post_counters", "comments", "users"} <= big
        connection.execute(damage.encode())
        return [
            f"{complaint}: {each.sql}"
            for each in sent
            for complaint in complaints(explain(connection, each), big, most)
        ]
