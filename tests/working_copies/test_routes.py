"""`/posts/{id}/working-copy` and `/working-copies`: each user's own unpublished edits."""

from typing import Any

import pytest

from tests.editing.edits import LINES, last_revision, patch, read
from tests.factories import World
from tests.working_copies.copies import WORDS, apply, delete, get, listed, put


async def test_a_copy_is_replaced_whole(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    first = await put(world, ada, post["id"], **WORDS)
    assert first.status_code == 201
    copy = first.json()
    assert copy == {
        "post_id": post["id"],
        "base_version": 1,
        "is_stale": False,
        **WORDS,
        "updated_at": copy["updated_at"],
    }
    second = await put(world, ada, post["id"], content="Again.", category=None)
    assert second.status_code == 200
    assert second.json().keys() - copy.keys() == set()
    assert (second.json()["content"], second.json()["category"]) == ("Again.", None)
    assert "title" not in second.json()
    found = await get(world, ada, post["id"])
    assert (found.json(), found.headers["etag"]) == (second.json(), second.headers["etag"])
    assert first.headers["etag"] != second.headers["etag"]
    assert await read(world, ada, post["id"]) == post


async def test_a_tag_of_another_copy_is_stale(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    missing = await put(world, ada, post["id"], {"If-Match": "*"}, title="Mine")
    assert (missing.status_code, missing.json()["code"]) == (412, "stale")
    first = await put(world, ada, post["id"], title="One")
    current = await put(world, ada, post["id"], title="Two")
    old, new = ({"If-Match": answer.headers["etag"]} for answer in (first, current))
    assert (await put(world, ada, post["id"], old, title="Three")).status_code == 412
    assert (await delete(world, ada, post["id"], **old)).status_code == 412
    assert (await apply(world, ada, post["id"], old)).status_code == 412
    assert (await get(world, ada, post["id"])).json()["title"] == "Two"
    replaced = await put(world, ada, post["id"], new, title="Three")
    assert replaced.status_code == 200
    again = {"If-Match": replaced.headers["etag"]}
    assert (await delete(world, ada, post["id"], **again)).status_code == 204
    new_copy = await put(world, ada, post["id"], title="One")
    assert (new_copy.status_code, new_copy.headers["etag"] in {*old.values()}) == (201, False)


async def test_what_is_not_there_is_404(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    for answer in (
        await get(world, ada, post["id"]),
        await delete(world, ada, post["id"]),
        await apply(world, ada, post["id"]),
        await get(world, ada, 9_999),
    ):
        assert answer.status_code == 404


async def test_applying_is_a_patch_on_its_base(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, category="before", image_url="https://example.com/b.png")
    await put(world, ada, post["id"], title="Mine", category=None, tags=["Web Dev"])
    answer = await apply(world, ada, post["id"], note="Why.", status="archived")
    assert answer.status_code == 200, answer.text
    changed = answer.json()
    assert (changed["title"], changed["category"], changed["tags"]) == ("Mine", None, ["web-dev"])
    assert (changed["status"], changed["content"]) == ("archived", post["content"])
    assert changed["image_url"] == post["image_url"]
    assert answer.headers["etag"].startswith(f'"post-{post["id"]}-2-')
    revision = await last_revision(world, ada, post["id"])
    assert (revision["via"], revision["note"]) == ("edit", "Why.")
    assert (await get(world, ada, post["id"])).status_code == 404


async def test_applying_a_stale_copy_fails_or_merges(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, content=LINES)
    await put(world, ada, post["id"], content=LINES.replace("Line 0.", "Mine."))
    await patch(world, admin, post["id"], content=LINES.replace("Line 5.", "Theirs."))
    assert (await get(world, ada, post["id"])).json()["is_stale"] is True
    refused = await apply(world, ada, post["id"])
    assert (refused.status_code, refused.json()["code"]) == (412, "stale")
    assert refused.json()["conflicting_fields"] == ["content"]
    merged = await apply(world, ada, post["id"], on_conflict="merge")
    assert merged.status_code == 200
    assert merged.json()["content"].startswith("Mine.")
    assert "Theirs." in merged.json()["content"]
    assert (await last_revision(world, ada, post["id"]))["via"] == "merge"
    assert (await get(world, ada, post["id"])).status_code == 404


async def test_a_copy_in_conflict_stays(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, title="One")
    await put(world, ada, post["id"], title="Mine")
    await patch(world, ada, post["id"], title="Theirs")
    answer = await apply(world, ada, post["id"], on_conflict="merge")
    assert (answer.status_code, answer.json()["code"]) == (412, "merge_conflicts")
    assert answer.json()["working_copy_kept"] is True
    assert (await get(world, ada, post["id"])).json()["title"] == "Mine"


async def test_a_base_of_the_future_cannot_be_applied(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    await put(world, ada, post["id"], base_version=7, title="Mine")
    for way in ("fail", "merge"):
        answer = await apply(world, ada, post["id"], on_conflict=way)
        assert (answer.status_code, answer.json()["base_version"]) == (412, None)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": " "}, "title"),
        ({"slug": "No slug"}, "slug"),
        ({"tags": ["!"]}, "tags"),
        ({"image_url": "javascript:alert(1)"}, "image_url"),
        ({"category": ""}, "category"),
    ],
)
async def test_words_are_checked_when_they_are_applied(
    world: World, words: dict[str, Any], field: str
) -> None:
    ada = await world.user()
    post = await world.post(ada)
    assert (await put(world, ada, post["id"], **words)).status_code == 201
    answer = await apply(world, ada, post["id"])
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][:2] == ["body", field]
    assert (await get(world, ada, post["id"])).status_code == 200


@pytest.mark.parametrize(
    "words",
    [
        {"title": "x" * 201},
        {"content": "x" * 100_001},
        {"tags": ["x"] * 11},
        {"title": None},
        {"content": 1},
        {"status": "draft"},
        {"base_version": 0},
        {"base_version": 2**63},
    ],
)
async def test_lengths_and_types_are_checked_at_once(world: World, words: dict[str, Any]) -> None:
    ada = await world.user()
    post = await world.post(ada)
    assert (await put(world, ada, post["id"], **words)).status_code == 422


async def test_the_list_is_ones_own_and_newest_first(world: World) -> None:
    ada, bob = await world.user(), await world.user()
    posts = [await world.post(ada, title=f"Post {number}") for number in range(3)]
    for post in posts:
        await put(world, ada, post["id"], content="Some words.")
    await put(world, ada, posts[0]["id"], title="Mine")
    page = await listed(world, ada, "?limit=2")
    assert [item["post"]["id"] for item in page["items"]] == [posts[0]["id"], posts[2]["id"]]
    newest = page["items"][0]
    assert newest == {
        "post": {"id": posts[0]["id"], "title": "Post 0"},
        "base_version": 1,
        "is_stale": False,
        "title": "Mine",
        "content_length": None,
        "created_at": newest["created_at"],
        "updated_at": newest["updated_at"],
    }
    assert page["items"][1]["content_length"] == 11
    rest = await listed(world, ada, f"?limit=2&cursor={page['next_cursor']}")
    assert [item["post"]["id"] for item in rest["items"]] == [posts[1]["id"]]
    assert rest["next_cursor"] is None
    assert (await listed(world, bob))["items"] == []


async def test_each_user_has_a_copy_of_their_own(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada)
    assert (await put(world, ada, post["id"], title="Ada's")).status_code == 201
    assert (await get(world, admin, post["id"])).status_code == 404
    assert (await put(world, admin, post["id"], title="Admin's")).status_code == 201
    assert (await get(world, ada, post["id"])).json()["title"] == "Ada's"
    assert (await delete(world, admin, post["id"])).status_code == 204
    assert (await get(world, ada, post["id"])).status_code == 200


async def test_others_neither_read_nor_write_one(world: World) -> None:
    ada, bob = await world.user(), await world.user()
    public, draft = await world.post(ada), await world.post(ada, status="draft")
    for post, status in ((public, 403), (draft, 404)):
        await put(world, ada, post["id"], title="Secret")
        assert (await put(world, bob, post["id"], title="Bob's")).status_code == status
        assert (await get(world, bob, post["id"])).status_code == 404
        assert (await delete(world, bob, post["id"])).status_code == 404
        assert (await apply(world, bob, post["id"])).status_code == 404
    nobody = await world.client.get(f"/api/posts/{public['id']}/working-copy")
    assert nobody.status_code == 401
