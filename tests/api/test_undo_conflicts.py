"""Undo while names are taken and authors deleted: rejected, renamed, or skipped."""

from typing import Any

import httpx2

from tests.api.test_deletions import bulk_delete
from tests.api.test_undo import NOTHING, live_slugs, undo, undone_at, undos
from tests.factories import Person, World


def conflict(kind: str, item_id: int, code: str, slug: str | None = None) -> dict[str, Any]:
    return {"type": kind, "id": item_id, "code": code, "suggested_slug": slug}


async def three_of_one_slug(
    client: httpx2.AsyncClient, world: World, admin: Person
) -> tuple[int, list[int]]:
    """Return three posts of one slug in one deletion, and a free one."""
    posts = []
    for _ in range(3):
        posts.append(await world.post(slug="same"))
        await world.delete(f"/api/posts/{posts[-1]['id']}", admin)
    posts.append(await world.post(slug="same-3"))
    await client.post(
        "/api/posts/bulk-delete", json={"ids": [posts[3]["id"]]}, headers=admin.headers
    )
    # Written by SQL: no route can put rows of one slug into one deletion, as two live posts cannot
    # share it.
    deletion_id = posts_deletion = await bulk_delete(client, admin, [await world.post()])
    ids = [post["id"] for post in posts]
    await world.execute("UPDATE posts SET deletion_id = %s WHERE id = ANY(%s)", deletion_id, ids)
    await world.execute(
        "DELETE FROM posts WHERE deletion_id = %s AND id <> ALL(%s)", deletion_id, ids
    )
    return posts_deletion, ids


async def test_one_slug_thrice_in_one_deletion(client: httpx2.AsyncClient, world: World) -> None:
    admin = await world.admin()
    deletion_id, (first, second, third, other) = await three_of_one_slug(client, world, admin)
    expected = [
        conflict("post", second, "slug_taken", "same-2"),
        conflict("post", third, "slug_taken", "same-4"),
    ]
    refused = await undo(client, admin, deletion_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "restore_conflicts")
    assert refused.json()["conflicts"] == expected
    assert (await live_slugs(world), await undos(world)) == ({}, 0)
    renamed = await undo(client, admin, deletion_id, on_conflict="rename")
    assert renamed.json() == {"restored": NOTHING | {"posts": 4}, "conflicts": expected}
    assert await live_slugs(world) == {
        first: "same",
        second: "same-2",
        third: "same-4",
        other: "same-3",
    }
    assert await undone_at(client, admin, deletion_id)


async def test_skipped_ones_stay_and_what_is_suggested_is_free_afterwards(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin = await world.admin()
    taken, free = await world.post(slug="same"), await world.post(slug="same-2")
    deletion_id = await bulk_delete(client, admin, [taken, free])
    holder = await world.post(slug="same")
    skipped = await undo(client, admin, deletion_id, on_conflict="skip")
    expected = [conflict("post", taken["id"], "slug_taken", "same-3")]
    assert skipped.json() == {"restored": NOTHING | {"posts": 1}, "conflicts": expected}
    assert await live_slugs(world) == {holder["id"]: "same", free["id"]: "same-2"}
    assert await undone_at(client, admin, deletion_id) is None
    renamed = await undo(client, admin, deletion_id, on_conflict="rename")
    assert renamed.json()["restored"] == NOTHING | {"posts": 1}
    assert (await live_slugs(world))[taken["id"]] == "same-3"
    assert await undone_at(client, admin, deletion_id)
    assert await undos(world) == 2


async def test_renamed_post_has_a_new_etag(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    post = await world.post(ada, slug="same")
    before = await client.get(f"/api/posts/{post['id']}")
    deletion_id = await world.delete(f"/api/posts/{post['id']}", ada)
    await world.post(slug="same")
    await undo(client, admin, deletion_id, on_conflict="rename")
    after = await client.get(f"/api/posts/{post['id']}")
    assert (after.json()["slug"], after.headers["etag"] != before.headers["etag"]) == (
        "same-2",
        True,
    )


async def test_lost_author_is_no_rival_for_a_slug(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada, bob = await world.admin(), await world.user(), await world.user()
    lost = await world.deleted_post(ada, slug="same")
    free = await world.post(bob, slug="same")
    deletion_id = await bulk_delete(client, admin, [free])
    await world.execute("UPDATE posts SET deletion_id = %s WHERE id = %s", deletion_id, lost["id"])
    await world.delete("/api/users/me", ada)
    expected = [conflict("post", lost["id"], "author_deleted")]
    for mode in ("rename", "skip"):
        said = await undo(client, admin, deletion_id, on_conflict=mode, dry_run=True)
        assert said.json() == {"restored": NOTHING | {"posts": 1}, "conflicts": expected}
    refused = await undo(client, admin, deletion_id)
    assert (refused.status_code, refused.json()["conflicts"]) == (409, expected)
    await undo(client, admin, deletion_id, on_conflict="rename")
    assert await live_slugs(world) == {free["id"]: "same"}


async def deleted_account(world: World) -> tuple[Person, int, int, int]:
    """Delete the account of Ada with a post and a comment."""
    ada = await world.user("ada")
    post, comment = await world.post(ada), await world.comment(ada)
    deletion_id = await world.delete("/api/users/me", ada)
    return ada, post["id"], comment["id"], deletion_id


async def test_account_whose_user_name_was_taken(client: httpx2.AsyncClient, world: World) -> None:
    admin = await world.admin()
    ada, _, _, deletion_id = await deleted_account(world)
    await world.user("ADA", email="other@example.com")
    await world.user("ada-2")
    expected = [conflict("user", ada.id, "username_taken")]
    refused = await undo(client, admin, deletion_id)
    assert (refused.status_code, refused.json()["conflicts"]) == (409, expected)
    renamed = await undo(client, admin, deletion_id, on_conflict="rename")
    everything = {"posts": 1, "comments": 1, "users": 1}
    assert renamed.json() == {"restored": everything, "conflicts": expected}
    back = await client.get(f"/api/users/{ada.id}")
    assert back.json()["username"] == "ada-3"


async def test_account_whose_email_was_taken_keeps_its_own_in_the_trash(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin = await world.admin()
    ada, post_id, comment_id, deletion_id = await deleted_account(world)
    await world.user("other", email="ADA@example.com")
    expected = [
        conflict("user", ada.id, "email_taken"),
        conflict("post", post_id, "author_deleted"),
        conflict("comment", comment_id, "author_deleted"),
    ]
    refused = await undo(client, admin, deletion_id)
    assert (refused.status_code, refused.json()["conflicts"]) == (409, expected)
    for mode in ("rename", "skip"):
        answer = await undo(client, admin, deletion_id, on_conflict=mode)
        assert answer.json() == {"restored": NOTHING, "conflicts": expected}
    assert await undos(world) == 0
    names = {"email": "ada@elsewhere.example"}
    url = f"/api/users/{ada.id}/restore"
    restored = await client.post(url, json=names, headers=admin.headers)
    assert (restored.status_code, restored.json()["email"]) == (200, "ada@elsewhere.example")
    assert await undone_at(client, admin, deletion_id)
