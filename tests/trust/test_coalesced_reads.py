"""Concurrent identical reads run one query, and each caller gets the response of a single read."""

import asyncio
from typing import Any, Final

import httpx2
import pytest
from fastapi import FastAPI

from tests.factories import World
from tests.trust.fetching import Fetching

CROWD: Final = 30
PATHS: Final = ["/api/posts", "/api/posts/{id}", "/api/posts/slug/{slug}"]


def get(world: World, path: str, **headers: str) -> asyncio.Task[httpx2.Response]:
    """Start a request as a task."""
    return asyncio.create_task(world.client.get(path, headers=headers))


def shows(answer: httpx2.Response, post: dict[str, Any]) -> bool:
    """Return true if the post is in the response."""
    return answer.is_success and post["slug"] in answer.text


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("is_known", [False, True])
async def test_nobody_is_shown_what_was_deleted_before_they_asked(
    world: World, fetching: Fetching, path: str, is_known: bool
) -> None:
    ada = await world.user()
    post = await world.post(ada)
    address = path.format_map(post)
    tag = (await world.client.get(address)).headers["etag"]
    known = {"If-None-Match": tag} if is_known else {}
    early = get(world, address, **known)
    async with fetching.held_back(early):
        deleted = await world.client.delete(f"/api/posts/{post['id']}", headers=ada.headers)
        assert deleted.status_code == 204
        late = get(world, address, **known)
        await asyncio.sleep(0.05)
        assert not late.done()
    assert early.result().status_code == 304 if is_known else shows(early.result(), post)
    assert (await late).status_code == (200 if path == PATHS[0] else 404)
    assert not shows(await late, post)


@pytest.mark.parametrize("path", PATHS)
async def test_a_crowd_costs_what_a_few_cost(world: World, fetching: Fetching, path: str) -> None:
    post = await world.post()
    before = fetching.count
    answers = await asyncio.gather(*(get(world, path.format_map(post)) for _ in range(CROWD)))
    assert all(shows(answer, post) for answer in answers)
    assert len({answer.headers["x-request-id"] for answer in answers}) == CROWD
    assert fetching.count - before <= 3


@pytest.mark.parametrize("path", PATHS)
async def test_a_crowd_with_different_tags_is_answered_once(
    world: World, fetching: Fetching, path: str
) -> None:
    """The response is made once, and compared for each."""
    address = path.format_map(await world.post())
    current = (await world.client.get(address)).headers["etag"]
    tags = [current if number % 2 else f'"other-{number}"' for number in range(CROWD)]
    before = fetching.count
    asked = (get(world, address, **{"If-None-Match": tag}) for tag in tags)
    answers = await asyncio.gather(*asked)
    assert fetching.count - before <= 3
    statuses = [answer.status_code for answer in answers]
    assert statuses == [304 if tag == current else 200 for tag in tags]


async def test_different_posts_are_read_together_and_each_is_given_to_who_asked(
    world: World, fetching: Fetching
) -> None:
    ada = await world.user()
    posts = [await world.post(ada) for _ in range(CROWD)]
    hidden, deleted = posts[3], posts[7]
    await world.client.patch(
        f"/api/posts/{hidden['id']}", json={"status": "draft"}, headers=ada.headers
    )
    await world.client.delete(f"/api/posts/{deleted['id']}", headers=ada.headers)
    before = fetching.count
    answers = await asyncio.gather(*(get(world, f"/api/posts/{post['id']}") for post in posts))
    assert fetching.count - before <= CROWD / 5
    for post, answer in zip(posts, answers, strict=True):
        gone = post in (hidden, deleted)
        assert answer.status_code == (404 if gone else 200)
        assert gone or answer.json() == (await world.client.get(f"/api/posts/{post['id']}")).json()


async def test_who_is_logged_in_is_answered_by_themselves(world: World) -> None:
    voter, post = await world.user(), await world.post()
    address = f"/api/posts/{post['id']}"
    await world.client.put(f"{address}/vote", headers=voter.headers)
    asking = [{}, voter.headers] * CROWD
    answers = await asyncio.gather(*(get(world, address, **headers) for headers in asking))
    for headers, answer in zip(asking, answers, strict=True):
        assert answer.json()["voted"] is bool(headers)
        assert ("no-store" in answer.headers["cache-control"]) is bool(headers)


async def test_other_questions_have_other_answers(world: World) -> None:
    posts = [await world.post() for _ in range(3)]
    tag = (await world.client.get("/api/posts?limit=1")).headers["etag"]
    asked = [
        get(world, "/api/posts?limit=1"),
        get(world, "/api/posts?limit=2"),
        get(world, "/api/posts?limit=1", **{"If-None-Match": tag}),
        get(world, "/api/posts?limit=1", **{"If-None-Match": '"another"'}),
        get(world, "/api/posts?limit=0"),
        get(world, f"/api/posts/{posts[0]['id']}/comments?limit=1"),
    ]
    answers = await asyncio.gather(*asked)
    assert [answer.status_code for answer in answers] == [200, 200, 304, 200, 422, 200]
    counts = [len(answers[number].json()["items"]) for number in (0, 1, 3, 5)]
    assert counts == [1, 2, 1, 0]


async def test_head_and_other_origins_keep_their_own_headers(world: World) -> None:
    address = f"/api/posts/{(await world.post())['id']}"
    origin = {"Origin": "http://localhost:3000"}
    plain, other = get(world, address), get(world, address, **origin)
    head = asyncio.create_task(world.client.head(address))
    assert (await head).content == b""
    assert (await plain).content == (await other).content
    lines = [name for name, _ in (await plain).headers.multi_items()]
    assert len(lines) == len(set(lines))


def test_a_shared_response_depends_on_no_other_header(app: FastAPI) -> None:
    """A coalesced response is identified by path and query alone."""
    for path, operations in app.openapi()["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            is_shared = path.startswith("/api/") and parameter["in"] not in {"path", "query"}
            assert not is_shared or parameter["name"] == "If-None-Match", path
