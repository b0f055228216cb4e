"""On twenty thousand posts no hot statement reads a whole table or sorts more than its page."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import httpx2
import psycopg
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from blog_api.main import create_app
from blog_api.posts.rare_tags import is_rare
from blog_api.posts.search.probing import FEW
from blog_api.seeding.seeding import Plan as SeedPlan
from blog_api.seeding.seeding import seed
from blog_api.settings import Settings
from tests.clients import CheckingTransport
from tests.database import SERVER_VARIABLE, make_clone
from tests.factories import Person, World
from tests.plans import Connection, Sent, complaints, explain, find_big_tables

SIZE: Final = SeedPlan(2_000, 20_000, 20_000, 1, datetime(2026, 1, 1, tzinfo=UTC))
# Each deleted by itself; posts and comments have the same numbers, and so share their deletions.
PUT_IN_TRASH: Final = (
    """
    INSERT INTO deletions (id, kind, actor_id, post_count) OVERRIDING SYSTEM VALUE
    SELECT id, 'post', author_id, 1 FROM posts WHERE id % 10 = 3
    """,
    "UPDATE posts SET deleted_at = created_at, deletion_id = id WHERE id % 10 = 3",
    "UPDATE comments SET deleted_at = created_at, deletion_id = id WHERE id % 10 = 3",
    "SELECT setval('deletions_id_seq', max(id)) FROM deletions",
    "VACUUM (ANALYZE)",
)
PAGE: Final = 101  # the longest, and one more to know whether there is another

# All but the sitemaps, which are made to give everything, in parts of 50,000.
READS: Final = [
    "/api/posts",
    "/api/posts?limit=100",
    "/api/posts?cursor={cursor}",
    "/api/posts?page=3",
    "/api/posts?sort=oldest",
    "/api/posts?sort=updated",
    "/api/posts?sort=top",
    "/api/posts?sort=views",
    "/api/posts?author=17",
    "/api/posts?author={username}",
    "/api/posts?author=17&limit=100",
    "/api/posts?author=me",
    "/api/posts?status=draft",
    "/api/posts?tag=python",
    "/api/posts?tag=nowhere",
    "/api/posts?tag=nowhere&search=problem",
    "/api/posts?search=problem",
    "/api/posts?search=question nobody",
    "/api/posts?search=measured",
    "/api/posts?search=nowhere",
    "/api/posts?search=problem&snippet=true",
    "/api/posts?search=problem&sort=relevance",
    "/api/posts/{id}",
    "/api/posts/{id}?render=html",
    "/api/posts/slug/{slug}",
    "/api/posts/{id}/comments",
    "/api/users/me",
    "/api/users/17",
    "/api/users?role=user",
    "/api/auth/sessions",
    "/api/trash/posts",
    "/api/trash/comments",
    "/api/deletions",
    "/api/audit",
    "/feed.atom",
    "/feed.json",
]
# What has a page of its own size, and says so.
SORTED: Final = {
    "/api/posts?search=": FEW,
}


@pytest.fixture(scope="module")
def filled_url() -> str:
    """A database of this module's own, filled once and known to the planner."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    url = make_clone(os.environ[SERVER_VARIABLE], f"blog_plans_{worker}")
    with psycopg.connect(url, autocommit=True) as connection:
        seed(connection, SIZE, "no hash at all", lambda _: None)
        for statement in PUT_IN_TRASH:
            connection.execute(statement.encode())
    return url


@pytest.fixture(scope="module")
async def filled_app(settings: Settings, filled_url: str) -> AsyncIterator[FastAPI]:
    """The application on it."""
    app = create_app(settings.model_copy(update={"database_url": SecretStr(filled_url)}))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="module")
async def crowd(filled_app: FastAPI) -> AsyncIterator[World]:
    """Its front door."""
    transport = CheckingTransport(filled_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield World(client, filled_app)


@pytest.fixture(scope="module")
async def reader(crowd: World) -> Person:
    """An administrator, for whom nothing is narrowed."""
    return await crowd.admin(f"a{uuid.uuid4().hex[:12]}")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Sent]:
    """What is sent to the database, seen where psycopg sends it."""
    seen: list[Sent] = []
    execute = psycopg.AsyncCursor.execute

    async def remember(
        self: psycopg.AsyncCursor[Any], query: bytes | str, *given: Any, **options: Any
    ) -> psycopg.AsyncCursor[Any]:
        if isinstance(query, bytes):  # Text is how the pool sets up a connection.
            seen.append(Sent(query.decode(), given[0] if given else None))
        return await execute(self, query, *given, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", remember)
    return seen


@contextmanager
def undoing(url: str) -> Iterator[Connection]:
    """Whatever is done on this connection never was."""
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL jit = off")
        yield connection
        connection.rollback()


async def read(crowd: World, reader: Person, path: str) -> None:
    """One request, its placeholders filled from the newest post."""
    newest = (await crowd.client.get("/api/posts?limit=1")).json()
    post = newest["items"][0]
    address = path.format(
        id=post["id"],
        slug=post["slug"],
        username=post["author"]["username"],
        cursor=newest["next_cursor"],
    )
    answer = await crowd.client.get(address, headers=reader.headers)
    assert answer.status_code == 200, (address, answer.text)


def found_wrong(url: str, sent: list[Sent], path: str, damage: str = "SELECT 1") -> list[str]:
    """What is wrong with the statements of a request, after `damage` was done."""
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


@pytest.mark.parametrize("path", READS)
async def test_a_read_takes_an_index(
    crowd: World, reader: Person, sent: list[Sent], filled_url: str, path: str
) -> None:
    await read(crowd, reader, path)
    assert sent
    assert found_wrong(filled_url, sent, path) == []


async def test_which_tags_are_rare(crowd: World, filled_url: str) -> None:
    """By the counts of tags, beside what PostgreSQL knows of the size of the table."""
    with psycopg.connect(filled_url) as connection:
        tags = "SELECT name, sum(post_count) FROM term_counts WHERE kind = 'tag' GROUP BY name"
        counts = connection.execute(tags).fetchall()
    assert await is_rare(crowd.db, "nowhere")
    for tag, count in counts:
        assert await is_rare(crowd.db, tag) == (count <= 2 * SIZE.posts**0.5), (tag, count)
    assert {await is_rare(crowd.db, tag) for tag, _ in counts} == {False, True}


@pytest.mark.parametrize("path", ["/api/posts/{id}", "/api/posts/slug/{slug}"])
@pytest.mark.parametrize("headers", [{}, {"If-None-Match": '"another"'}])
async def test_posts_read_together_take_an_index(
    crowd: World, sent: list[Sent], filled_url: str, path: str, headers: dict[str, str]
) -> None:
    newest = (await crowd.client.get("/api/posts?limit=5")).json()["items"]
    addresses = [path.format(id=post["id"], slug=post["slug"]) for post in newest]
    answers = await asyncio.gather(*(crowd.client.get(at, headers=headers) for at in addresses))
    assert {answer.status_code for answer in answers} == {200}
    assert any("ANY" in each.sql for each in sent)
    assert found_wrong(filled_url, sent, path) == []


@pytest.mark.parametrize(
    ("index", "path"),
    [
        ("ix_posts_newest", "/api/posts"),
        ("ix_posts_newest", "/api/posts?cursor={cursor}"),
        ("uq_posts_slug_live", "/api/posts/slug/{slug}"),
        ("ix_posts_updated", "/api/posts?sort=updated"),
        ("ix_post_counters_top", "/api/posts?sort=top"),
        ("ix_comments_post_id", "/api/posts/{id}/comments"),
    ],
)
async def test_without_its_index_it_would_not(  # noqa: PLR0913, PLR0917  # fixtures, and a table's columns
    crowd: World, reader: Person, sent: list[Sent], filled_url: str, index: str, path: str
) -> None:
    await read(crowd, reader, path)
    assert found_wrong(filled_url, sent, path, f"DROP INDEX {index}")
