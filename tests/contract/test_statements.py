"""Bounds on the statements of a request.

A read takes a constant number: one to authenticate, one to answer. A write takes a few, BEGIN and
COMMIT excluded, and more only where it changes several kinds of rows.
"""

import math
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from markdown_it import MarkdownIt

from blog_api.auth import authentication
from tests.contract.matrix import TEXTS
from tests.contract.operations import PARAMETER, operations
from tests.contract.statement_bounds import AT_MOST, OTHERWISE, WRITES_AT_MOST, WRITES_OTHERWISE
from tests.factories import Person, World
from tests.matrix import Table, read_tables, send, values_for
from tests.stage import Stage

QUERIES = {"/api/redirects": "?path=/old/{post_id}"}


async def present(world: World, count: int) -> dict[str, str]:
    """Create rows to read, `count` of each kind; return the id of one of each."""
    author = await world.user()
    ids = [await present_one(world, author) for _ in range(count)]
    return ids[0]


async def present_one(world: World, author: Person) -> dict[str, str]:
    """Create a post with a comment, and another of each in the trash."""
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
    await world.execute(
        "INSERT INTO post_redirects (path, post_id) VALUES (%s, %s)",
        f"/old/{post['id']}",
        post["id"],
    )
    previews = f"/api/posts/{post['id']}/previews"
    made = await world.client.post(previews, json={"show": 1}, headers=author.headers)
    return {
        "token": made.json()["token"],
        "post_id": str(post["id"]),
        "slug": post["slug"],
        "username": post["author"]["username"],
        "user_id": str(author.id),
        "version": "1",
        "comment_id": str(said.json()["id"]),
        "name": await world.picture(author, 9),
        "deletion_id": str(deleted["deletion_id"]),
        "trashed_post_id": str(deleted["id"]),
    }


def address(template: str, ids: dict[str, str]) -> str:
    trashed = template.startswith("/api/trash/")
    query = QUERIES.get(template, "")
    return PARAMETER.sub(lambda match: ids["trashed_" * trashed + match[1]], template + query)


@pytest.mark.parametrize("count", [1, 4])
async def test_reads_are_bounded(
    app: FastAPI, client: httpx2.AsyncClient, world: World, statements: list[str], count: int
) -> None:
    ids = await present(world, count)
    headers = (await world.admin()).headers
    copy = f"/api/posts/{ids['post_id']}/working-copy"
    made = await client.put(copy, json={"base_version": 1, "title": "Mine"}, headers=headers)
    assert made.status_code == 201
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


async def test_what_did_not_change_costs_what_a_read_costs(
    client: httpx2.AsyncClient, world: World, statements: list[str]
) -> None:
    post = await world.post()
    for path in (f"/api/posts/{post['id']}", f"/api/posts/slug/{post['slug']}"):
        tag = (await client.get(path)).headers["ETag"]
        statements.clear()
        assert (await client.get(path, headers={"If-None-Match": tag})).status_code == 304
        assert len(statements) == 1


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the texts that are parsed as Markdown."""
    texts: list[str] = []
    parse = MarkdownIt.parse

    def remember(self: MarkdownIt, src: str, env: Any = None) -> Any:
        texts.append(src)
        return parse(self, src, env)

    monkeypatch.setattr(MarkdownIt, "parse", remember)
    return texts


async def test_no_304_costs_more_than_its_200(
    app: FastAPI,
    client: httpx2.AsyncClient,
    world: World,
    statements: list[str],
    parsed: list[str],
) -> None:
    """Statements are counted, and nothing is rendered: times depend on the machine."""
    ids = await present(world, 2)
    headers = (await world.admin()).headers
    seen = set()
    paths = {o.name: address(o.template, ids) for o in operations(app) if o.method == "GET"}
    post = f"/api/posts/{ids['post_id']}?render=html"
    for name, path in {**paths, "GET a rendered post": post}.items():
        if "etag" not in (await client.get(path, headers=headers)).headers:
            continue
        statements.clear()
        tag = (await client.get(path, headers=headers)).headers["etag"]
        full = len(statements)
        statements.clear()
        parsed.clear()
        answer = await client.get(path, headers=headers | {"If-None-Match": tag})
        assert answer.status_code == 304, name
        assert len(statements) <= full, (name, statements)
        assert parsed == [], name
        seen.add(name)
    assert len(seen) >= 8, seen
    assert "GET a rendered post" in seen


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
    """Covers every write of the matrix."""
    monkeypatch.setattr(
        authentication, "KNOWN_FOR_S", math.inf
    )  # a busy machine may authenticate a second time
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
