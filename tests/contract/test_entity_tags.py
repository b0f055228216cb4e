"""A 304 is never stale: when anything that a tagged response shows changes, its tag changes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import httpx2
import pytest

from tests.operations import list_operations
from tests.pictures import draw
from tests.stage import Stage

VIEWERS: Final = ("nobody", "author", "admin")
QUERIES: Final = ("", "?render=html", "?count=exact")
Place = tuple[str, str, str]  # viewer, template and path
Responses = dict[tuple[str, str], httpx2.Response]


class Hand:
    """One change that is visible in responses."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        things = stage.things["author"]
        self.post = f"/api/posts/{things['live']['post_id']}"
        self.comment = f"/api/comments/{things['comment']['comment_id']}"

    async def ask(self, method: str, path: str, who: str = "author", **body: Any) -> None:
        headers = self.stage.headers_of(who)
        answer = await self.stage.client.request(method, path, headers=headers, **body)
        assert answer.is_success, answer.text

    async def vote(self) -> None:
        await self.ask("PUT", f"{self.post}/vote", "user")

    async def take_own_vote_back(self) -> None:
        await self.ask("DELETE", f"{self.post}/vote")

    async def comment_on(self) -> None:
        await self.ask("POST", f"{self.post}/comments", json={"content": "More."})

    async def edit_comment(self) -> None:
        await self.ask("PATCH", self.comment, json={"content": "Other."})

    async def delete_comment(self) -> None:
        await self.ask("DELETE", self.comment)

    async def view(self) -> None:
        await self.ask("POST", f"{self.post}/views", "nobody")

    async def rename_author(self) -> None:
        await self.ask("PATCH", "/api/users/me", json={"name": "Another Name"})

    async def change_username(self) -> None:
        await self.ask("PATCH", "/api/users/me", json={"username": "another"})

    async def change_avatar(self) -> None:
        files = {"file": ("a.png", draw(201), "image/png")}
        await self.ask("PUT", "/api/users/me/avatar", files=files)

    async def edit_post(self) -> None:
        await self.ask("PATCH", self.post, json={"content": "Edited."})

    async def archive_post(self) -> None:
        await self.ask("PATCH", self.post, json={"status": "archived"})

    async def publish_post(self) -> None:
        await self.ask("POST", "/api/posts", json={"title": "One more", "content": "c"})

    async def render_differently(self) -> None:
        """Change the renderer's output, as another release would."""
        await self.stage.world.execute("UPDATE post_html SET html = html || '<p>new</p>'")

    async def take_slug_of_trashed(self) -> None:
        slug = self.stage.things["author"]["trash"]["slug"]
        await self.ask("POST", "/api/posts", json={"title": "t", "content": "c", "slug": slug})


# Responses that each change must affect, at the least.
SHOWN_IN: Final[dict[Callable[[Hand], Awaitable[None]], str]] = {
    Hand.vote: "/api/posts/{post_id}",
    Hand.take_own_vote_back: "/api/posts/{post_id}",
    Hand.comment_on: "/api/posts/{post_id}/comments",
    Hand.edit_comment: "/api/posts/{post_id}/comments",
    Hand.delete_comment: "/api/posts/{post_id}",
    Hand.view: "/api/posts/{post_id}",
    Hand.rename_author: "/api/posts/{post_id}",
    Hand.change_username: "/api/posts/slug/{slug}",
    Hand.change_avatar: "/api/posts/{post_id}/comments",
    Hand.edit_post: "/feed.json",
    Hand.archive_post: "/api/tags",
    Hand.publish_post: "/sitemap.xml",
    Hand.render_differently: "/api/posts/{post_id}?render=html",
    Hand.take_slug_of_trashed: "/api/trash/posts/{post_id}",
}


def addresses(stage: Stage) -> list[tuple[str, str]]:
    """Return every GET as a template and a path, with queries that change the response."""
    things = stage.things["author"]
    live = things["comment"] | things["live"] | things["account"] | things["deletion"]
    live |= things["picture"]
    return [
        (operation.path + query, operation.address(named) + query)
        for operation in list_operations(stage.app)
        if operation.method == "GET" and operation.path != "/metrics"
        for named in ([live | things["trash"]] if "trash" in operation.path else [live])
        for query in QUERIES
    ]


@pytest.fixture(scope="module")
async def tagged(stage: Stage) -> list[Place]:
    """Return the responses with a tag, by viewer, template and path: about a third of all."""
    found = [
        (viewer, template, path)
        for viewer in VIEWERS
        for template, path in addresses(stage)
        if "etag" in (await stage.client.get(path, headers=stage.headers_of(viewer))).headers
    ]
    assert len(found) > 40
    return found


async def read(stage: Stage, places: list[Place]) -> Responses:
    return {
        (viewer, template): await stage.client.get(path, headers=stage.headers_of(viewer))
        for viewer, template, path in places
    }


@pytest.fixture
async def hand(stage: Stage) -> AsyncIterator[Hand]:
    yield Hand(stage)
    stage.photograph.put_back()


@pytest.mark.parametrize("change", SHOWN_IN, ids=lambda change: change.__name__)
async def test_a_304_is_never_stale(
    stage: Stage, hand: Hand, tagged: list[Place], change: Callable[[Hand], Awaitable[None]]
) -> None:
    before = await read(stage, tagged)
    await change(hand)
    after = await read(stage, tagged)
    changed = set()
    for place, old in before.items():
        new, known = after[place], {"If-None-Match": old.headers["etag"]}
        headers = stage.headers_of(place[0]) | known
        again = await stage.client.get(str(old.request.url), headers=headers)
        if place[1].startswith("/feed") and (
            new.content == old.content or change is Hand.render_differently
        ):
            continue  # made of versions and of the number of the renderer, not of the bytes
        if new.status_code == 200 and new.content == old.content:
            assert (again.status_code, again.headers["etag"]) == (304, old.headers["etag"]), place
        else:
            assert again.status_code == new.status_code != 304, place
            assert again.status_code != 200 or again.content == new.content, place
            assert again.headers.get("etag") != old.headers["etag"], place
            changed.add(place[1])
    assert SHOWN_IN[change] in changed


def test_every_304_is_documented_with_its_header(stage: Stage) -> None:
    for operation in list_operations(stage.app):
        assert ("if-none-match" in operation.headers) == (304 in operation.statuses), operation
