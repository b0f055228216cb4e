"""On 10,000 posts no hot statement scans a whole table or sorts more than its page."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx2
import psycopg
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from blog_api.main import create_app
from blog_api.posts.tag_filter import is_rare
from blog_api.settings import Settings
from tests.clients import CheckingTransport
from tests.contract.operations import PARAMETER, operations
from tests.contract.planning import SIZE, clone_filled, found_wrong, read
from tests.database import worker_name
from tests.factories import Person, World
from tests.plans import Sent, find_big_tables

# All but the sitemaps, which return everything, in parts of 50,000.
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
    "/api/posts?status=draft&sort=updated",
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
    "/api/redirects?path=/old/{id}",
    "/api/posts/{id}/comments",
    "/api/posts/{id}/revisions",
    "/api/posts/{id}/revisions/1",
    "/api/posts/{id}/revisions/1/diff",
    "/api/comments",
    "/api/comments?author=17",
    "/api/comments?author={username}",
    "/api/comments?post={id}",
    "/api/comments?search=measured",
    "/api/comments/{id}/revisions",
    "/api/posts/{id}/previews",
    "/api/previews/{token}",
    "/api/posts/{id}/working-copy",
    "/api/users/me",
    "/api/users/17",
    "/api/users/username/{username}",
    "/api/users?role=user",
    "/api/users/17/deletion-preview",
    "/api/transfers?direction=out&state=open",
    "/api/auth/sessions",
    "/api/trash/posts",
    "/api/trash/posts/3",
    "/api/trash/comments",
    "/api/trash/posts?deletion_id=3",
    "/api/trash/comments?deletion_id=3",
    "/api/restore-requests?state=open",
    "/api/deletions",
    "/api/deletions/3",
    "/api/audit",
    "/api/audit?request_id=0123456789abcdef0123456789abcdef",
    "/feed.atom",
    "/feed.json",
]


@pytest.fixture(scope="module")
def filled_url() -> str:
    return clone_filled(f"blog_plans_{worker_name()}")


@pytest.fixture(scope="module")
async def filled_app(settings: Settings, filled_url: str) -> AsyncIterator[FastAPI]:
    """Yield the application on that database."""
    app = create_app(settings.model_copy(update={"database_url": SecretStr(filled_url)}))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="module")
async def crowd(filled_app: FastAPI) -> AsyncIterator[World]:
    transport = CheckingTransport(filled_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield World(client, filled_app)


@pytest.fixture(scope="module")
async def reader(crowd: World) -> Person:
    """Return an administrator, as no filter narrows their queries."""
    return await crowd.admin(f"a{uuid.uuid4().hex[:12]}")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Sent]:
    """Record the statements that psycopg sends."""
    seen: list[Sent] = []
    execute = psycopg.AsyncCursor.execute

    async def remember(
        self: psycopg.AsyncCursor[Any], query: bytes | str, *given: Any, **options: Any
    ) -> psycopg.AsyncCursor[Any]:
        if isinstance(query, bytes):  # Text is the setup of a connection by the pool.
            seen.append(Sent(query.decode(), given[0] if given else None))
        return await execute(self, query, *given, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", remember)
    return seen


async def put_working_copy(crowd: World, reader: Person) -> None:
    newest = (await crowd.client.get("/api/posts?limit=1")).json()
    path = f"/api/posts/{newest['items'][0]['id']}/working-copy"
    body = {"base_version": 1, "title": "Mine"}
    answer = await crowd.client.put(path, json=body, headers=reader.headers)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("path", READS)
async def test_a_read_takes_an_index(
    crowd: World, reader: Person, sent: list[Sent], filled_url: str, path: str
) -> None:
    if path.endswith("/working-copy"):
        await put_working_copy(crowd, reader)
        sent.clear()
    await read(crowd, reader, path)
    assert sent
    assert found_wrong(filled_url, sent, path) == []


async def test_every_list_takes_an_index(
    filled_app: FastAPI, crowd: World, reader: Person, sent: list[Sent], filled_url: str
) -> None:
    """A list without parameters is tested without an entry above."""
    lists = {o.template for o in operations(filled_app) if o.method == "GET"}
    planned = {path.partition("?")[0] for path in READS if "?path=" in path} | {*READS}
    for path in sorted(lists - planned):
        if path.startswith("/api/") and not PARAMETER.search(path):
            sent.clear()
            await read(crowd, reader, path)
            assert sent, path
            assert found_wrong(filled_url, sent, path) == [], path


VOTE_FOR_MANY: Final = """
INSERT INTO votes (post_id, user_id, created_at)
SELECT posts.id, voters.id, posts.created_at + interval '1 day'
FROM posts, unnest(ARRAY[1, 2, 3, 4, 5, 6, 7, 8, %s]) AS voters (id) WHERE posts.id %% 5 = 2
"""


async def test_a_page_of_many_votes_takes_an_index(
    crowd: World, reader: Person, sent: list[Sent], filled_url: str
) -> None:
    with psycopg.connect(filled_url, autocommit=True) as connection:
        connection.execute(VOTE_FOR_MANY, [reader.id])
        connection.execute("VACUUM (ANALYZE) votes")
        assert "votes" in find_big_tables(connection)
    path = "/api/posts?voted=me&limit=100"
    first = await crowd.client.get(path, headers=reader.headers)
    cursor = first.json()["next_cursor"]
    for query in ("", f"&cursor={cursor}"):
        sent.clear()
        await read(crowd, reader, f"{path}{query}")
        assert found_wrong(filled_url, sent, path) == [], query
        assert found_wrong(filled_url, sent, path, "DROP INDEX ix_votes_newest"), query


async def test_posts_by_ids_take_an_index(
    crowd: World, reader: Person, sent: list[Sent], filled_url: str
) -> None:
    # For 100 of 10,000 posts PostgreSQL rightly prefers to read all counters and accounts.
    path = f"/api/posts?ids={','.join(map(str, range(1, 100, 10)))}"
    await read(crowd, reader, path)
    assert found_wrong(filled_url, sent, path) == []


async def test_which_tags_are_rare(crowd: World, filled_url: str) -> None:
    """By the counts of tags, not by PostgreSQL's estimate of the table size."""
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
        ("ix_comments_post", "/api/posts/{id}/comments"),
    ],
)
async def test_without_its_index_it_would_not(  # noqa: PLR0913, PLR0917  # fixtures, and a table's columns
    crowd: World, reader: Person, sent: list[Sent], filled_url: str, index: str, path: str
) -> None:
    await read(crowd, reader, path)
    assert found_wrong(filled_url, sent, path, f"DROP INDEX {index}")
