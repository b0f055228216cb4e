"""`POST /posts/{id}/restore`."""

from typing import Any

import httpx2
import pytest

from tests.factories import Person, World


async def restore(
    world: World, person: Person, post: dict[str, Any], **body: Any
) -> httpx2.Response:
    path = f"/api/posts/{post['id']}/restore"
    return await world.client.post(path, json=body or None, headers=person.headers)


@pytest.mark.parametrize("status", ["published", "draft", "archived"])
async def test_as_it_was(world: World, status: str) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.deleted_post(ada, status=status, tags=["x"])
    deletion_id = post.pop("deletion_id")
    answer = await restore(world, admin, post)
    assert answer.status_code == 200
    assert answer.json() == post
    assert answer.headers["etag"].startswith(f'"post-{post["id"]}-1-')
    [(undone,)] = await world.execute("SELECT undone_at FROM deletions WHERE id = %s", deletion_id)
    assert undone is not None
    entries = await world.execute("SELECT action, target_id FROM audit_entries ORDER BY id")
    assert entries == [("post.delete", post["id"]), ("post.restore", post["id"])]


async def test_not_in_the_trash(world: World) -> None:
    admin = await world.admin()
    post = await world.deleted_post()
    await restore(world, admin, post)
    for body in ({}, {"slug": "other"}, {"on_conflict": "rename"}):
        answer = await restore(world, admin, post, **body)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_deleted")
    kept = await world.client.get(f"/api/posts/{post['id']}")
    assert kept.json()["slug"] == post["slug"], "a refusal renames nothing"
    assert (await restore(world, admin, {"id": 99_999})).status_code == 404


async def test_slug_taken_in_between(world: World) -> None:
    admin = await world.admin()
    post = await world.deleted_post(slug="mine")
    holder = await world.post(slug="mine")
    answer = await restore(world, admin, post)
    assert (answer.status_code, answer.json()["code"]) == (409, "slug_taken")
    assert answer.json()["suggested_slug"] == "mine-2"
    assert answer.json()["holder_id"] == holder["id"]
    answer = await restore(world, admin, post, slug="mine-2")
    assert (answer.status_code, answer.json()["slug"]) == (200, "mine-2")
    assert answer.headers["etag"].startswith(f'"post-{post["id"]}-2-'), (
        "something written has changed"
    )


async def test_renamed_on_request(world: World) -> None:
    admin = await world.admin()
    post = await world.deleted_post(slug="mine")
    await world.post(slug="mine")
    answer = await restore(world, admin, post, on_conflict="rename")
    assert (answer.status_code, answer.json()["slug"]) == (200, "mine-2")


async def test_given_slug_that_is_taken_too(world: World) -> None:
    admin = await world.admin()
    post = await world.deleted_post(slug="mine")
    await world.post(slug="theirs")
    answer = await restore(world, admin, post, slug="theirs")
    assert (answer.status_code, answer.json()["suggested_slug"]) == (409, "theirs-2")
    answer = await restore(world, admin, post, slug="theirs", on_conflict="rename")
    assert (answer.status_code, answer.json()["slug"]) == (200, "theirs-2")


async def test_free_slug_is_not_renamed(world: World) -> None:
    admin = await world.admin()
    post = await world.deleted_post(slug="mine")
    answer = await restore(world, admin, post, on_conflict="rename")
    assert answer.json()["slug"] == "mine"


async def test_author_in_the_trash(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.deleted_post(ada)
    await world.client.delete("/api/users/me", headers=ada.headers)
    for body in ({}, {"on_conflict": "rename"}, {"slug": "other"}):
        answer = await restore(world, admin, post, **body)
        assert (answer.status_code, answer.json()["code"]) == (409, "author_deleted")


async def test_for_administrators(world: World) -> None:
    ada = await world.user()
    post = await world.deleted_post(ada)
    answer = await restore(world, ada, post)
    assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")
    answer = await world.client.post(f"/api/posts/{post['id']}/restore")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body", [{"slug": "A"}, {"on_conflict": "skip"}, {"status": "draft"}, {"on_conflict": None}]
)
async def test_malformed(world: World, body: dict[str, Any]) -> None:
    admin = await world.admin()
    answer = await restore(world, admin, await world.deleted_post(), **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


async def test_the_body_may_be_missing_but_not_of_another_kind(world: World) -> None:
    admin = await world.admin()
    post = await world.deleted_post()
    path = f"/api/posts/{post['id']}/restore"
    answer = await world.client.post(path, content=b"slug=x", headers=admin.headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert (await world.client.post(path, headers=admin.headers)).status_code == 200
