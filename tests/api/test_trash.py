"""The trash: visibility, fields of each item, and the lists."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from blog_api.main import create_app
from blog_api.settings import Settings
from tests.clients import CheckingTransport
from tests.factories import Person, World

POSTS = "/api/trash/posts"
COMMENTS = "/api/trash/comments"
USERS = "/api/trash/users"


async def items_of(
    client: httpx2.AsyncClient, who: Person, path: str = POSTS, **params: Any
) -> list[dict[str, Any]]:
    answer = await client.get(path, params=params, headers=who.headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def ids_of(client: httpx2.AsyncClient, who: Person, **params: Any) -> list[int]:
    return [item["id"] for item in await items_of(client, who, **params)]


async def test_deleted_post_tells_its_own_fields_and_its_deletion(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada = await world.user("ada")
    post = await world.deleted_post(ada, title="Gone", tags=["a"], category="C")
    [item] = await items_of(client, ada)
    kept = {key: value for key, value in post.items() if key in item and key != "deletion_id"}
    assert {key: item[key] for key in kept} == kept
    assert {"title", "slug", "author", "tags", "vote_count"} <= kept.keys()
    assert "content" not in item
    assert item["deleted_by"] == {"id": ada.id, "username": "ada"}
    assert (item["reason"], item["deletion_id"]) == (None, post["deletion_id"])
    assert (item["restorable"], item["conflicts"], item["suggested_slug"]) == (True, [], None)
    purge_after = datetime.fromisoformat(item["purge_after"])
    assert purge_after - datetime.fromisoformat(item["deleted_at"]) == timedelta(days=30)


async def test_one_deleted_post_comes_with_its_content(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada = await world.user()
    post = await world.deleted_post(ada, content="All of it.")
    answer = await client.get(f"{POSTS}/{post['id']}", headers=ada.headers)
    assert answer.json()["content"] == "All of it."
    assert answer.json()["deletion_id"] == post["deletion_id"]


async def test_deleted_post_carries_its_tag(client: httpx2.AsyncClient, world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    changed = await client.patch(
        f"/api/posts/{post['id']}", json={"title": "Again"}, headers=ada.headers
    )
    await client.delete(f"/api/posts/{post['id']}", headers=ada.headers)
    answer = await client.get(f"{POSTS}/{post['id']}", headers=ada.headers)
    version = changed.headers["etag"].rpartition("-")[0]
    assert answer.headers["etag"].startswith(f"{version}-")
    known = ada.headers | {"If-None-Match": answer.headers["etag"]}
    assert (await client.get(f"{POSTS}/{post['id']}", headers=known)).status_code == 304
    assert "version" not in answer.json()


async def test_reason_of_a_bulk_deletion_is_told(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin("boss"), await world.user()
    post = await world.post(ada)
    body = {"ids": [post["id"]], "reason": "Spam."}
    await client.post("/api/posts/bulk-delete", json=body, headers=admin.headers)
    [item] = await items_of(client, ada)
    assert item["reason"] == "Spam."
    assert item["deleted_by"] == {"id": admin.id, "username": "boss"}


async def test_users_see_their_own_and_never_others(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada, bob = await world.admin(), await world.user(), await world.user()
    by_admin = await world.post(ada)
    await world.delete(f"/api/posts/{by_admin['id']}", admin)
    own, other = await world.deleted_post(ada), await world.deleted_post(bob)
    assert await ids_of(client, ada) == [own["id"], by_admin["id"]]
    assert await ids_of(client, bob) == [other["id"]]
    assert await ids_of(client, admin) == [other["id"], own["id"], by_admin["id"]]


@pytest.mark.parametrize("state", ["deleted", "live", "missing"])
async def test_stranger_learns_nothing(
    client: httpx2.AsyncClient, world: World, state: str
) -> None:
    post = await (world.deleted_post() if state == "deleted" else world.post())
    post_id = post["id"] + 1000 if state == "missing" else post["id"]
    stranger = await world.user()
    answer = await client.get(f"{POSTS}/{post_id}", headers=stranger.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", [POSTS, f"{POSTS}/1", COMMENTS, USERS])
async def test_nobody_is_asked_to_log_in(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 401


async def test_deleted_accounts_are_for_administrators(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada, bob = await world.admin(), await world.user("ada", name="Ada"), await world.user()
    deletion_id = await world.delete("/api/users/me", ada)
    refused = await client.get(USERS, headers=bob.headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "admin_only")
    [item] = await items_of(client, admin, USERS)
    assert (item["id"], item["email"], item["name"]) == (ada.id, ada.email, "Ada")
    assert (item["deletion_id"], item["restorable"], item["conflicts"]) == (deletion_id, True, [])
    assert item["deleted_by"] == {"id": ada.id, "username": "ada"}
    assert not {key for key in item if "password" in key}


async def test_deleted_comments(client: httpx2.AsyncClient, world: World) -> None:
    ada, bob = await world.user(), await world.user()
    post = await world.post(ada)
    comment = await world.comment(bob, post["id"], "Hmm.")
    deletion_id = await world.delete(f"/api/comments/{comment['id']}", bob)
    [item] = await items_of(client, bob, COMMENTS)
    assert (item["id"], item["post_id"], item["content"]) == (comment["id"], post["id"], "Hmm.")
    assert (item["author"]["id"], item["deletion_id"]) == (bob.id, deletion_id)
    assert (item["restorable"], item["conflicts"], item["suggested_slug"]) == (True, [], None)
    assert await items_of(client, ada, COMMENTS) == []
    await world.delete(f"/api/posts/{post['id']}", ada)
    [item] = await items_of(client, bob, COMMENTS)
    assert (item["restorable"], item["conflicts"]) == (False, ["post_deleted"])


async def test_comment_is_purged_with_a_post_that_was_deleted_before_it(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada = await world.user()
    post = await world.post(ada)
    comment = await world.comment(ada, post["id"])
    await world.delete(f"/api/comments/{comment['id']}", ada)
    [alone] = await items_of(client, ada, COMMENTS)
    await world.delete(f"/api/posts/{post['id']}", ada)
    [before] = await items_of(client, ada, COMMENTS)
    assert before["purge_after"] == alone["purge_after"], "its own time is up first"
    aged = "UPDATE posts SET deleted_at = deleted_at - interval '5 days' WHERE id = %s"
    await world.execute(aged, post["id"])
    [comment], [post] = await items_of(client, ada, COMMENTS), await items_of(client, ada)
    assert comment["purge_after"] == post["purge_after"]
    assert comment["deleted_at"] == alone["deleted_at"]


async def test_taken_slug_is_a_conflict_with_a_way_out(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada = await world.user()
    await world.deleted_post(ada, slug="same")
    await world.post(slug="same")
    await world.post(slug="same-2")
    [item] = await items_of(client, ada)
    assert (item["conflicts"], item["suggested_slug"]) == (["slug_taken"], "same-3")
    assert item["restorable"] is True


async def test_lost_author_leaves_no_way_out(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    await world.deleted_post(ada, slug="same")
    await world.post(slug="same")
    await world.delete("/api/users/me", ada)
    [item] = await items_of(client, admin)
    assert (item["restorable"], item["conflicts"]) == (False, ["author_deleted", "slug_taken"])
    assert item["author"]["username"] == "ada"


async def test_taken_names_of_an_account(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    await world.delete("/api/users/me", ada)
    await world.user("ADA")
    [item] = await items_of(client, admin, USERS)
    assert (item["conflicts"], item["restorable"]) == (["email_taken", "username_taken"], True)


async def test_deleter_who_is_away_is_named_to_administrators_only(
    client: httpx2.AsyncClient, world: World
) -> None:
    boss, admin, ada = await world.admin(), await world.admin("gone"), await world.user()
    post = await world.post(ada)
    await world.delete(f"/api/posts/{post['id']}", admin)
    await world.delete("/api/users/me", admin)
    assert (await items_of(client, ada))[0]["deleted_by"] is None
    assert (await items_of(client, boss))[0]["deleted_by"]["username"] == "gone"
    hard = {"hard_delete": "true"}
    await client.delete(f"/api/users/{admin.id}", params=hard, headers=boss.headers)
    assert (await items_of(client, boss))[0]["deleted_by"] is None


async def test_trash_kept_forever_has_no_end(world: World, settings: Settings) -> None:
    ada = await world.user()
    post = await world.deleted_post(ada)
    app = create_app(settings.model_copy(update={"trash_retention_days": 0}))
    transport = CheckingTransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        answer = await client.get(f"{POSTS}/{post['id']}", headers=ada.headers)
    assert answer.json()["purge_after"] is None


async def test_out_of_the_trash_it_is_no_longer_listed(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user()
    post = await world.deleted_post(ada)
    before = datetime.now(UTC) - timedelta(hours=1)
    assert await ids_of(client, ada, deleted_after=before.isoformat()) == [post["id"]]
    await client.post(f"/api/posts/{post['id']}/restore", headers=admin.headers)
    assert await ids_of(client, ada) == []
