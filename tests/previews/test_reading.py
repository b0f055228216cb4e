"""Reading behind a preview link: what it shows, to whom, and how long."""

import asyncio
import logging
from collections import Counter

import httpx2
import pytest

from blog_api.logs import JsonFormatter
from blog_api.rate_limits import PREVIEW
from tests.factories import PASSWORD, World
from tests.previews.links import exchange, is_dead, listed, make, read
from tests.trust.conftest import Opening

LATER = "2999-01-01T00:00:00Z"


@pytest.mark.parametrize("state", ["draft", "archived", "scheduled"])
async def test_a_post_as_it_would_be_published(world: World, state: str) -> None:
    author = await world.user()
    life = {"published_at": LATER} if state == "scheduled" else {"status": state}
    post = await world.post(author, content="*Hello*", tags=["a"], **life)
    made = await make(world, author, post["id"])
    for answer in (await read(world, made["token"]), await exchange(world, made["token"])):
        assert (answer.status_code, answer.json()) == (200, post)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "etag" not in answer.headers
    for ask in (read, exchange):
        answer = await ask(world, made["token"], "?render=html")
        assert answer.json()["content_html"] == "<p><em>Hello</em></p>\n"
    edited = {"title": "Another"}
    await world.client.patch(f"/api/posts/{post['id']}", json=edited, headers=author.headers)
    assert (await read(world, made["token"])).json()["title"] == "Another"


async def test_a_public_post_is_at_its_slug(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    draft = await world.post(author, title="Hello, world", status="draft")
    made = await make(world, author, draft["id"])
    path = f"/api/posts/{draft['id']}"
    await client.patch(path, json={"status": "published"}, headers=author.headers)
    for ask, status in ((read, 308), (exchange, 303)):
        answer = await ask(world, made["token"], "?render=html")
        assert answer.status_code == status
        assert answer.headers["location"] == "/api/posts/slug/hello-world?render=html"
        assert answer.headers["cache-control"] == "no-store"
        assert (await client.get(answer.headers["location"])).status_code == 200
    await client.patch(path, json={"status": "draft"}, headers=author.headers)
    assert (await read(world, made["token"])).status_code == 200


async def test_a_head_request_is_no_other(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    made = await make(world, author, (await world.post(author, status="draft"))["id"])
    answer = await client.head(f"/api/previews/{made['token']}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("token", ["x", "x" * 5000, "%00", "%ff", "ä", "a%2Fb"])
async def test_what_is_no_token(world: World, token: str) -> None:
    answer = await read(world, token)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("token", [None, 1, "", "x" * 201, ["x"]])
async def test_a_body_without_a_token(world: World, token: object) -> None:
    answer = await world.client.post("/api/previews", json={"token": token})
    assert answer.status_code == 422


async def test_a_version_is_shown_whatever_becomes_of_the_post(
    client: httpx2.AsyncClient, world: World
) -> None:
    author = await world.user()
    first = await world.post(author, title="One", content="*one*", category="A", status="draft")
    path = f"/api/posts/{first['id']}"
    changes = {"title": "Two", "content": "*two*", "category": None, "status": "published"}
    second = (await client.patch(path, json=changes, headers=author.headers)).json()
    revisions = await client.get(f"{path}/revisions", headers=author.headers)
    versions = [item["version"] for item in revisions.json()["items"]]
    tokens = {v: (await make(world, author, first["id"], show=v))["token"] for v in versions}
    page = await listed(world, author, first["id"])
    assert [item["show"] for item in page["items"]] == versions[::-1]
    kept = await world.execute("SELECT html FROM post_html")
    written = {"title", "slug", "excerpt", "content", "category", "tags", "status", "published_at"}
    for version, post in zip(versions, (second, first), strict=True):
        answer = await read(world, tokens[version], "?render=html")
        shown = answer.json()
        assert answer.status_code == 200, "also of a public post: it names a version"
        assert {name: shown[name] for name in written} == {name: post[name] for name in written}
        word = "two" if post is second else "one"
        assert shown["content_html"] == f"<p><em>{word}</em></p>\n"
    assert await world.execute("SELECT html FROM post_html") == kept, "of the post's own content"
    await world.execute(
        "UPDATE post_revisions SET redacted_at = now(), content_hash = NULL WHERE version = %s",
        versions[-1],
    )
    assert await is_dead(world, tokens[versions[-1]])
    answer = await client.post(
        f"{path}/previews", json={"show": versions[-1]}, headers=author.headers
    )
    assert answer.status_code == 422


async def test_reading_is_limited_by_address(open_world: Opening) -> None:
    async with open_world(rate_limits_enabled=True, trusted_proxies=("127.0.0.1",)) as world:
        author = await world.user()
        token = (await make(world, author, (await world.post(author, status="draft"))["id"]))[
            "token"
        ]
        for ask in (read, exchange):
            answers = [await ask(world, token) for _ in range(PREVIEW.burst // 2)]
            assert Counter(answer.status_code for answer in answers) == {200: PREVIEW.burst // 2}
        answers = [await read(world, "guess") for _ in range(10)]
        assert answers[-1].status_code == 429
        elsewhere = await world.client.get(
            f"/api/previews/{token}", headers={"X-Forwarded-For": "198.51.100.1"}
        )
        assert elsewhere.status_code == 200


async def test_a_token_is_in_no_log_and_no_metric(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    author = await world.user()
    draft = await world.post(author, status="draft")
    token = (await make(world, author, draft["id"]))["token"]
    caplog.set_level(logging.DEBUG, "blog_api")
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
        await world.client.request(method, f"/api/previews/{token}")
        await world.client.request(method, f"/api/previews/{token}/")
    await exchange(world, token)
    await read(world, f"{token}x")
    await read(world, token, f"?token={token}")
    await read(world, token, "?render=pdf")
    ours = [record for record in caplog.records if record.name.startswith("blog_api")]
    lines = [JsonFormatter().format(record) for record in ours]
    assert len(lines) >= 14
    assert any('"route": "/api/previews/{token}"' in line for line in lines)
    assert not [line for line in lines if token in line]
    assert token not in (await world.client.get("/metrics")).text


async def test_nothing_of_a_link_is_shared_or_stored(world: World) -> None:
    """The public reads of the API have headers for caches and are coalesced; this one is not."""
    author = await world.user()
    draft = await world.post(author, status="draft")
    token = (await make(world, author, draft["id"]))["token"]
    answers = await asyncio.gather(*(read(world, token) for _ in range(5)))
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    tag = {"If-None-Match": "*"}
    answer = await world.client.get(f"/api/previews/{token}", headers=tag)
    assert answer.status_code == 200


async def test_a_password_change_keeps_links_and_their_list(world: World) -> None:
    author = await world.user()
    draft = await world.post(author, status="draft")
    token = (await make(world, author, draft["id"]))["token"]
    body = {"current_password": PASSWORD, "new_password": "another horse, another staple"}
    answer = await world.client.post("/api/users/me/password", json=body, headers=author.headers)
    assert answer.status_code == 204
    assert not await is_dead(world, token)
    assert len((await listed(world, author, draft["id"]))["items"]) == 1


async def test_a_working_copy_is_shown_as_it_is_now(world: World) -> None:
    """Fields that the copy leaves out are those of the post; without the copy the link is dead."""
    author = await world.user()
    post_id = (await world.post(author, status="draft", title="Old", tags=["a"]))["id"]
    path = f"/api/posts/{post_id}/working-copy"
    copy = {"base_version": 1, "title": "New", "content": "*Better*"}
    await world.client.put(path, json=copy, headers=author.headers)
    token = (await make(world, author, post_id, show="working-copy"))["token"]
    shown = (await read(world, token, "?render=html")).json()
    assert (shown["title"], shown["tags"]) == ("New", ["a"])
    assert shown["content_html"] == "<p><em>Better</em></p>\n"
    await world.client.put(path, json=copy | {"title": "Newer"}, headers=author.headers)
    assert (await read(world, token)).json()["title"] == "Newer"
    await world.client.delete(path, headers=author.headers)
    assert await is_dead(world, token)
