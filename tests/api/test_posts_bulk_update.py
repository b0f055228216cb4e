"""`POST /posts/bulk-update`: the same change of many posts, each as by a single edit."""

import asyncio
from typing import Any

import httpx2
import pytest

from blog_api.scopes import Scope
from tests.access_tokens import make_token
from tests.factories import Person, World

MISSING = 2**63 - 1
PATH = "/api/posts/bulk-update"


async def update(world: World, person: Any, ids: list[int], **body: Any) -> httpx2.Response:
    return await world.client.post(PATH, json={"ids": ids} | body, headers=person.headers)


async def outcome(world: World, person: Any, ids: list[int], **body: Any) -> dict[str, Any]:
    answer = await update(world, person, ids, **body)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    assert report.keys() == {"updated", "unchanged", "not_found", "refused"}
    return {name: value for name, value in report.items() if value}


async def read(world: World, person: Person, post_id: int) -> dict[str, Any]:
    answer = await world.client.get(f"/api/posts/{post_id}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    post: dict[str, Any] = answer.json()
    return post


async def revisions(world: World, person: Person, post_id: int) -> list[dict[str, Any]]:
    path = f"/api/posts/{post_id}/revisions"
    items: list[dict[str, Any]] = (await world.client.get(path, headers=person.headers)).json()[
        "items"
    ]
    return items


async def test_all_changes_at_once(world: World) -> None:
    ada = await world.user()
    first = await world.post(ada, tags=["one", "two"], category="News")
    second = await world.post(ada)
    changes = {"status": "archived", "add_tags": ["Two", "three"], "remove_tags": ["one"]}
    ids = [second["id"], first["id"], first["id"]]
    assert await outcome(world, ada, ids, category=None, **changes) == {
        "updated": [first["id"], second["id"]]
    }
    post = await read(world, ada, first["id"])
    seen = {name: post[name] for name in ("status", "tags", "category", "slug", "published_at")}
    assert seen == {
        "status": "archived",
        "tags": ["two", "three"],
        "category": None,
        "slug": first["slug"],
        "published_at": first["published_at"],
    }
    assert (await read(world, ada, second["id"]))["tags"] == ["two", "three"]
    assert post["updated_at"] > first["updated_at"]


async def test_a_version_for_each_changed_post(world: World) -> None:
    """As by a single edit: the same fields, the same cause."""
    ada = await world.user()
    many, one = (await world.post(ada))["id"], (await world.post(ada))["id"]
    await outcome(world, ada, [many], add_tags=["new"])
    path = f"/api/posts/{one}"
    await world.client.patch(path, json={"tags": ["new"]}, headers=ada.headers)
    latest, former = [await revisions(world, ada, post_id) for post_id in (many, one)]
    assert [item["version"] for item in latest] == [2, 1]
    for item in (latest[0], former[0]):
        for name in ("created_at", "slug", "title"):
            item.pop(name, None)
    assert latest[0] == former[0]


async def test_what_is_so_already_makes_no_version(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, tags=["a"])
    changes = {"status": "published", "add_tags": ["a"], "remove_tags": ["b"]}
    assert await outcome(world, ada, [post["id"]], **changes) == {"unchanged": [post["id"]]}
    assert await read(world, ada, post["id"]) == post
    assert len(await revisions(world, ada, post["id"])) == 1


async def test_the_outcome_of_each_id(world: World) -> None:
    """Own, of others, hidden, in the trash, and none."""
    ada, bob, admin = await world.user(), await world.user(), await world.admin()
    own = (await world.post(ada))["id"]
    full = (await world.post(ada, tags=[f"t{number}" for number in range(10)]))["id"]
    public, draft = (await world.post(bob))["id"], (await world.post(bob, status="draft"))["id"]
    gone = (await world.deleted_post(ada))["id"]
    ids = [own, full, public, draft, gone, MISSING]
    assert await outcome(world, ada, ids, add_tags=["new"]) == {
        "updated": [own],
        "not_found": [draft, gone, MISSING],
        "refused": [
            {"id": full, "code": "too_many_tags"},
            {"id": public, "code": "forbidden"},
        ],
    }
    for post_id in (public, draft):
        assert (await read(world, bob, post_id))["tags"] == []
    report = await outcome(world, admin, [own, public, draft], add_tags=["new"])
    assert report == {"updated": [public, draft], "unchanged": [own]}
    details = "SELECT action, actor_id, details->'ids' FROM audit_entries ORDER BY id DESC LIMIT 1"
    assert await world.execute(details) == [("post.bulk_update", admin.id, [public, draft])]


async def test_dry_run_changes_nothing(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, status="draft")
    report = await outcome(world, ada, [post["id"]], status="published", dry_run=True)
    assert report == {"updated": [post["id"]]}
    assert (await read(world, ada, post["id"]))["slug"] == post["slug"]
    assert len(await revisions(world, ada, post["id"])) == 1
    assert await world.execute("SELECT 1 FROM audit_entries") == []


async def test_first_publication_derives_free_slugs(world: World) -> None:
    """Of posts with one title each gets the next number, past those that are taken."""
    ada = await world.user()
    await world.post(ada, title="Hello", slug="hello")
    await world.post(ada, slug="hello-3")
    drafts = [await world.post(ada, title="Hello", status="draft") for _ in range(3)]
    other = await world.post(ada, title="Other", status="draft")
    set_by_hand = await world.post(ada, title="Hello", slug="mine", status="draft")
    ids = [post["id"] for post in (*drafts, other, set_by_hand)]
    assert await outcome(world, ada, ids, status="published") == {"updated": ids}
    posts = [await read(world, ada, post_id) for post_id in ids]
    assert [post["slug"] for post in posts] == ["hello-2", "hello-4", "hello-5", "other", "mine"]
    assert all(post["published_at"] is not None for post in posts)
    assert len({post["published_at"] for post in posts}) == 1


async def test_publishing_needs_the_scope(world: World) -> None:
    ada = await world.user()
    live, draft = (await world.post(ada))["id"], (await world.post(ada, status="draft"))["id"]
    writes = await make_token(world, ada, Scope.POSTS_WRITE)
    answer = await update(world, writes, [live, draft], status="published", add_tags=["a"])
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert (await read(world, ada, live))["tags"] == []
    assert await outcome(world, writes, [live, draft], add_tags=["a"]) == {"updated": [live, draft]}
    publishes = await make_token(world, ada, Scope.POSTS_WRITE, Scope.POSTS_PUBLISH)
    report = await outcome(world, publishes, [live, draft], status="published")
    assert report == {"updated": [draft], "unchanged": [live]}
    token_ids = "SELECT token_id FROM post_revisions WHERE post_id = %s ORDER BY version DESC"
    assert (await world.execute(token_ids, draft))[0] == (publishes.id,)


async def test_a_token_for_some_posts_finds_no_others(world: World) -> None:
    ada = await world.user()
    one, two = (await world.post(ada))["id"], (await world.post(ada))["id"]
    token = await make_token(world, ada, Scope.POSTS_WRITE, post_ids=[one])
    report = await outcome(world, token, [one, two], category="News")
    assert report == {"updated": [one], "not_found": [two]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "status"),
        ({"status": None}, "status"),
        ({"status": "gone"}, "status"),
        ({"add_tags": []}, "add_tags"),
        ({"add_tags": [f"t{n}" for n in range(11)]}, "add_tags"),
        ({"add_tags": ["A"], "remove_tags": ["a"]}, "remove_tags"),
        ({"category": ""}, "category"),
        ({"title": "All the same"}, "title"),
    ],
)
async def test_malformed_changes(world: World, body: dict[str, Any], field: str) -> None:
    answer = await update(world, await world.user(), [1], **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert ["body", field] in [error["loc"][:2] for error in answer.json()["errors"]]


async def test_a_thousand_ids(world: World) -> None:
    ids = list(range(10**6, 10**6 + 1000))
    assert await outcome(world, await world.user(), ids, status="draft") == {"not_found": ids}
    answer = await update(world, await world.user(), [*ids, 1], status="draft")
    assert answer.status_code == 422


LONG = "a" * 200
TITLES = {
    "numbers of each other": ["Boat", "Boat", "Boat 2"],
    "in the other order": ["Boat 2", "Boat 2", "Boat", "Boat", "Boat"],
    "chained": ["Boat", "Boat", "Boat", "Boat 2", "Boat 2", "Boat 2 2", "Boat 3"],
    "with one stem": [LONG, LONG, LONG[1:], LONG[1:]],
    "of many": [*["Boat"] * 20, *[f"Boat {number}" for number in range(2, 22)]],
}


@pytest.mark.parametrize("name", TITLES)
@pytest.mark.parametrize("is_taken", [False, True])
async def test_titles_whose_slugs_are_numbers_of_each_other(
    world: World, name: str, *, is_taken: bool
) -> None:
    """The statement collided with itself, and was repeated until the deadline."""
    ada = await world.user()
    if is_taken:
        await world.post(ada, title=TITLES[name][0])
    ids = [(await world.post(ada, title=each, status="draft"))["id"] for each in TITLES[name]]
    for dry_run in (True, False):
        report = await asyncio.wait_for(
            outcome(world, ada, ids, status="published", dry_run=dry_run), 20
        )
        assert report == {"updated": ids}
    slugs = [(await read(world, ada, each))["slug"] for each in ids]
    assert len({*slugs}) == len(ids)
    assert max(map(len, slugs)) <= max(len("boat-2-99"), len(TITLES[name][0])), slugs
