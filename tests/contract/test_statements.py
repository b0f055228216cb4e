"""A read costs as many statements however much it gives: one to know who asks, one to answer.

A write costs a few, BEGIN and COMMIT apart, and more only where it changes things of several kinds.
"""

import math
from typing import Any

import httpx2
import psycopg
import pytest
from fastapi import FastAPI

from blog_api.auth import dependencies
from tests.contract.matrix import TEXTS
from tests.contract.operations import PARAMETER, operations
from tests.factories import Person, World
from tests.matrix import Table, read_tables, send, values_for
from tests.stage import Stage

AT_MOST = 2
OTHERWISE = {
    "GET /api/posts/{post_id}/comments": 3,  # first whether the post may be seen
    "GET /.well-known/jwks.json": 0,
    "GET /.well-known/oauth-authorization-server": 0,
    "GET /feed.atom": 3,  # the posts, their content, their HTML
    "GET /feed.json": 3,
    "GET /health/live": 0,
    "GET /health/ready": 1,
    "GET /metrics": 0,
}
WRITES_AT_MOST = 6
WRITES_OTHERWISE = {
    "POST /api/term-changes/{change_id}/undo": 7,
    "DELETE /api/comments/{comment_id}": 8,  # with what a deletion is: a record, counts, audit
    "POST /api/posts/bulk-restore": 8,
    "POST /api/posts/{post_id}/restore": 9,  # one of thousands, by the same steps
    "PUT /api/users/me/avatar": 9,  # two transactions: the file is kept before it is worn
    "POST /api/comments/{comment_id}/restore": 10,
    "DELETE /api/users/me": 11,  # with the posts, comments and sessions of the account
    "DELETE /api/users/{user_id}": 11,
    "POST /api/deletions/{deletion_id}/undo": 20,
    "POST /api/users/{user_id}/restore": 22,
}


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent to the database, seen where psycopg sends it."""
    sent: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def remember(
        self: psycopg.AsyncCursor[Any], query: bytes | str, *given: Any, **options: Any
    ) -> psycopg.AsyncCursor[Any]:
        if isinstance(query, bytes):  # Text is how the pool sets up a connection.
            sent.append(query.decode())
        return await execute(self, query, *given, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", remember)
    return sent


async def present(world: World, count: int) -> dict[str, str]:
    """Things to read, `count` of each kind, and the id of one of each."""
    author = await world.user()
    ids = [await present_one(world, author) for _ in range(count)]
    return ids[0]


async def present_one(world: World, author: Person) -> dict[str, str]:
    """A post with a comment, and another of each in the trash."""
    post = await world.post(author, tags=["news"], category="World")
    comments = f"/api/posts/{post['id']}/comments"
    said, unsaid = [
        await world.client.post(comments, json={"content": "Yes."}, headers=author.headers)
        for _ in range(2)
    ]
    assert said.status_code == unsaid.status_code == 201
    comment = f"/api/comments/{unsaid.json()['id']}"
    assert (await world.client.delete(comment, headers=author.headers)).status_code == 204
    deleted = await world.deleted_post(author)
    return {
        "post_id": str(post["id"]),
        "slug": post["slug"],
        "user_id": str(author.id),
        "name": await world.picture(author, 9),
        "deletion_id": str(deleted["deletion_id"]),
        "trashed_post_id": str(deleted["id"]),
    }


def address(template: str, ids: dict[str, str]) -> str:
    trashed = template.startswith("/api/trash/")
    return PARAMETER.sub(lambda match: ids["trashed_" * trashed + match[1]], template)


@pytest.mark.parametrize("count", [1, 4])
async def test_reads_are_bounded(
    app: FastAPI, client: httpx2.AsyncClient, world: World, statements: list[str], count: int
) -> None:
    ids = await present(world, count)
    headers = (await world.admin()).headers
    for operation in operations(app):
        if operation.method == "GET":
            statements.clear()
            answer = await client.get(address(operation.template, ids), headers=headers)
            assert answer.status_code == 200, operation.name
            bound = OTHERWISE.get(operation.name, AT_MOST)
            assert len(statements) <= bound, (operation.name, statements)


async def test_nobody_costs_nothing_to_know(
    client: httpx2.AsyncClient, world: World, statements: list[str]
) -> None:
    post = await world.post()
    for path in (f"/api/posts/{post['id']}", "/api/posts", "/api/tags"):
        statements.clear()
        assert (await client.get(path)).status_code == 200
        assert len(statements) == 1, (path, statements)


async def test_ones_own_account_is_one_question(
    client: httpx2.AsyncClient, world: World, statements: list[str]
) -> None:
    user = await world.user()
    statements.clear()
    answer = await client.get("/api/users/me", headers=user.headers)
    assert (answer.json()["id"], len(statements)) == (user.id, 1)


async def test_what_did_not_change_is_not_read(
    client: httpx2.AsyncClient, world: World, statements: list[str]
) -> None:
    post = await world.post()
    for path in (f"/api/posts/{post['id']}", f"/api/posts/slug/{post['slug']}"):
        tag = (await client.get(path)).headers["ETag"]
        statements.clear()
        assert (await client.get(path, headers={"If-None-Match": tag})).status_code == 304
        assert len(statements) == 1
        assert "post_counters" not in statements[0]


async def test_counting_costs_one_more(
    client: httpx2.AsyncClient, world: World, statements: list[str]
) -> None:
    await world.post()
    statements.clear()
    assert (await client.get("/api/posts?count=exact")).json()["total"] == 1
    assert len(statements) == 1 + 1


@pytest.mark.parametrize(
    "table",
    [table for text in TEXTS for table in read_tables(text) if table.method != "GET"],
    ids=lambda table: table.request,
)
async def test_writes_are_bounded(
    stage: Stage, statements: list[str], monkeypatch: pytest.MonkeyPatch, table: Table
) -> None:
    """Whatever the tables of the matrix say is done."""
    monkeypatch.setattr(dependencies, "KNOWN_FOR_S", math.inf)  # a busy machine asks once more
    bound = WRITES_OTHERWISE.get(table.operation, WRITES_AT_MOST)
    for row, column, expected in table.cells():
        if expected.startswith("2"):
            values = values_for(stage, row, column)
            statements.clear()
            answer = await send(stage, table, column, values)
            sent = list(statements)
            stage.photograph.put_back()
            assert answer.is_success
            assert len(sent) <= bound, (row, column, sent)
