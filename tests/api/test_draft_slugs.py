"""Derived slugs of posts that were never public: unguessable, derived again at publication."""

import re
from typing import Any

import httpx2
import pytest

from tests.api.test_old_slugs import follow
from tests.factories import Person, World

LATER = "2999-01-01T00:00:00Z"
PROVISIONAL = re.compile(r"hello-world-[a-z0-9]{6}")


async def change(
    client: httpx2.AsyncClient, author: Person, post: dict[str, Any], **changes: Any
) -> dict[str, Any]:
    answer = await client.patch(f"/api/posts/{post['id']}", json=changes, headers=author.headers)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


@pytest.mark.parametrize("status", ["draft", "archived"])
async def test_a_draft_takes_no_slug_from_anyone(world: World, status: str) -> None:
    first = await world.post(title="Hello, world", status=status)
    second = await world.post(title="Hello, world", status=status)
    assert PROVISIONAL.fullmatch(first["slug"])
    assert first["slug"] != second["slug"]
    assert (await world.post(title="Hello, world"))["slug"] == "hello-world"


@pytest.mark.parametrize("when", [{}, {"published_at": LATER}, {"title": "Hello -- world"}])
async def test_the_first_publication_derives_it_again(
    client: httpx2.AsyncClient, world: World, when: dict[str, str]
) -> None:
    author = await world.user()
    draft = await world.post(author, title="Hello, world", status="draft")
    published = await change(client, author, draft, status="published", **when)
    assert published["slug"] == "hello-world"
    old = await follow(client, draft["slug"], author.headers)
    assert old == (308, "/api/posts/slug/hello-world")
    again = await change(client, author, draft, status="draft")
    assert again["slug"] == "hello-world"
    renamed = await change(client, author, draft, status="published", title="Other")
    assert renamed["slug"] == "hello-world", "only once"


async def test_by_put_and_with_the_title_of_that_time(
    client: httpx2.AsyncClient, world: World
) -> None:
    author = await world.user()
    draft = await world.post(author, title="Hello, world", status="draft")
    draft = await change(client, author, draft, title="Another")
    assert PROVISIONAL.fullmatch(draft["slug"]), "an edit of a draft leaves its slug alone"
    body = {"title": "A third", "content": "x", "status": "published"}
    answer = await client.put(f"/api/posts/{draft['id']}", json=body, headers=author.headers)
    assert answer.json()["slug"] == "a-third"


async def test_it_is_numbered_when_taken(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    await world.post(title="Hello, world")
    draft = await world.post(author, title="Hello, world", status="draft")
    assert (await change(client, author, draft, status="published"))["slug"] == "hello-world-2"


@pytest.mark.parametrize("at_creation", [True, False])
async def test_a_slug_that_is_given_stays(
    client: httpx2.AsyncClient, world: World, *, at_creation: bool
) -> None:
    author = await world.user()
    given = {"slug": "mine"} if at_creation else {}
    draft = await world.post(author, title="Hello, world", status="draft", **given)
    if not at_creation:
        await change(client, author, draft, slug="mine")
    assert (await change(client, author, draft, status="published"))["slug"] == "mine"


async def test_a_slug_that_is_sent_back_is_not_given(
    client: httpx2.AsyncClient, world: World
) -> None:
    author = await world.user()
    draft = await world.post(author, title="Hello, world", status="draft")
    await change(client, author, draft, slug=draft["slug"], content="more")
    assert (await change(client, author, draft, status="published"))["slug"] == "hello-world"
    other = await world.post(author, title="Other", status="draft")
    kept = await change(client, author, other, slug=other["slug"], status="published")
    assert kept["slug"] == other["slug"], "but a publication under it keeps it"


async def test_through_the_trash_and_back(client: httpx2.AsyncClient, world: World) -> None:
    author, admin = await world.user(), await world.admin()
    posts = [await world.post(author, title=f"Hello {n}", status="draft") for n in range(2)]
    for post, body in zip(posts, ({}, {"slug": "given"}), strict=True):
        await client.delete(f"/api/posts/{post['id']}", headers=author.headers)
        answer = await client.post(
            f"/api/posts/{post['id']}/restore", json=body, headers=admin.headers
        )
        assert answer.json()["slug"] == body.get("slug", post["slug"])
    published = [await change(client, author, post, status="published") for post in posts]
    assert [post["slug"] for post in published] == ["hello-0", "given"]


async def test_a_draft_from_before_keeps_its_slug(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    draft = await world.post(author, title="Hello, world", status="draft")
    await world.execute("UPDATE posts SET slug = 'before', provisional_slug = DEFAULT")
    assert (await change(client, author, draft, status="published"))["slug"] == "before"


async def test_the_old_one_leads_everyone_to_the_new_one_once_it_is_public(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, stranger = await world.user(), await world.user()
    draft = await world.post(author, title="Hello, world", status="draft")
    present = (308, "/api/posts/slug/hello-world")
    await change(client, author, draft, status="published", published_at=LATER)
    for headers, expected in ((author.headers, present), (stranger.headers, (404, None))):
        assert await follow(client, draft["slug"], headers) == expected
    await change(client, author, draft, published_at="2026-01-01T00:00:00Z")
    for caller in (author.headers, stranger.headers, None):
        assert await follow(client, draft["slug"], caller) == present


@pytest.mark.parametrize("status", ["draft", "archived", "scheduled"])
async def test_a_taken_slug_does_not_tell_a_stranger_by_what(
    client: httpx2.AsyncClient, world: World, status: str
) -> None:
    author, stranger = await world.user(), await world.user()
    life = {"published_at": LATER} if status == "scheduled" else {"status": status}
    hidden = await world.post(author, slug="mine", **life)
    own = await world.post(stranger, slug="other")
    body = {"title": "T", "content": "c", "slug": "mine"}
    asked = [("POST", "/api/posts", body), ("PATCH", f"/api/posts/{own['id']}", {"slug": "mine"})]
    for person in (stranger, author):
        own_post = own if person is stranger else await world.post(author)
        for method, path, json in asked:
            at = path.replace(str(own["id"]), str(own_post["id"]))
            answer = await client.request(method, at, json=json, headers=person.headers)
            problem = answer.json()
            assert (answer.status_code, problem["code"]) == (409, "slug_taken")
            assert problem["suggested_slug"] == "mine-2"
            assert problem.get("holder_id") == (hidden["id"] if person is author else None)
