"""Deleting an account whose posts go to the trash, forbid it, or are handed over."""

from typing import Any

import httpx2
import pytest

from tests.factories import Person, World


async def author_and_state(world: World, post_id: int) -> tuple[int, bool]:
    [[author_id, is_live]] = await world.execute(
        "SELECT author_id, deleted_at IS NULL FROM posts WHERE id = %s", post_id
    )
    return author_id, is_live


async def hand_over(world: World, ada: Person, admin: Person, to: Person) -> int:
    return await world.delete(f"/api/users/{ada.id}?posts=transfer&to={to.username}", admin)


async def undo(world: World, deletion_id: int, admin: Person, **body: Any) -> dict[str, Any]:
    answer = await world.client.post(
        f"/api/deletions/{deletion_id}/undo", json=body, headers=admin.headers
    )
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_the_preview_counts_what_a_deletion_takes(
    world: World, client: httpx2.AsyncClient
) -> None:
    ada, ben, admin = await world.user(), await world.user(), await world.admin()
    await world.execute("UPDATE users SET email_verified = true")
    live = await world.post(ada)
    for fields in (
        {"status": "draft"},
        {"status": "archived"},
        {"published_at": "2999-01-01T00:00:00Z"},
        {"status": "draft"},
    ):
        await world.post(ada, **fields)
    await world.deleted_post(ada)
    await world.comment(ada)
    await world.picture(ada, 3)
    await client.post(
        f"/api/posts/{live['id']}/transfer", json={"to": ben.username}, headers=ada.headers
    )
    preview = {
        "posts": {"published": 1, "draft": 2, "scheduled": 1, "archived": 1},
        "comments": 1,
        "images": 1,
        "open_transfers": 1,
    }
    own = await client.get("/api/users/me/deletion-preview", headers=ada.headers)
    assert (own.status_code, own.json()) == (200, preview)
    others = f"/api/users/{ada.id}/deletion-preview"
    assert (await client.get(others, headers=admin.headers)).json() == preview
    assert (await client.get(others, headers=ada.headers)).status_code == 403
    assert (await client.get("/api/users/me/deletion-preview")).status_code == 401
    refused = await client.delete("/api/users/me?posts=refuse", headers=ada.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "has_posts")
    assert refused.json()["posts"] == preview["posts"]
    deletion_id = await world.delete("/api/users/me", ada)
    counts = (await client.get(f"/api/deletions/{deletion_id}", headers=admin.headers)).json()
    assert counts["counts"] == {"posts": 5, "comments": 1, "users": 1}
    assert (await client.get(others, headers=admin.headers)).status_code == 404


async def test_without_posts_refuse_deletes(world: World, client: httpx2.AsyncClient) -> None:
    ada = await world.user()
    await world.deleted_post(ada)
    assert await world.delete("/api/users/me?posts=refuse", ada)


async def test_posts_are_handed_over_and_given_back(
    world: World, client: httpx2.AsyncClient
) -> None:
    ada, ben, cay, admin = [
        await world.user("ada"),
        await world.user("ben"),
        await world.user("cay"),
        await world.admin(),
    ]
    posts = [await world.post(ada) for _ in range(3)]
    ids = [post["id"] for post in posts]
    trashed, comment = await world.deleted_post(ada), await world.comment(ada)
    deletion_id = await hand_over(world, ada, admin, ben)
    assert [await author_and_state(world, post_id) for post_id in ids] == [(ben.id, True)] * 3
    counts = (await client.get(f"/api/deletions/{deletion_id}", headers=admin.headers)).json()
    assert counts["counts"] == {"posts": 0, "comments": 1, "users": 1}
    # One is handed on, and one is deleted by its new author.
    handed_on = await client.post(
        f"/api/posts/{ids[0]}/transfer", json={"to": "cay", "at_once": True}, headers=admin.headers
    )
    assert handed_on.status_code == 200
    await world.delete(f"/api/posts/{ids[1]}", ben)
    kept = {"type": "post", "id": ids[0], "code": "handed_on", "suggested_slug": None}
    told = {
        "restored": {"posts": 0, "comments": 1, "users": 1},
        "given_back": 2,
        "conflicts": [kept],
    }
    assert await undo(world, deletion_id, admin, dry_run=True) == told
    assert await author_and_state(world, ids[2]) == (ben.id, True)
    assert await undo(world, deletion_id, admin) == told
    assert await author_and_state(world, ids[0]) == (cay.id, True)
    assert await author_and_state(world, ids[1]) == (ada.id, False)
    assert await author_and_state(world, ids[2]) == (ada.id, True)
    assert await author_and_state(world, trashed["id"]) == (ada.id, False)
    assert comment["id"]
    again = await undo(world, deletion_id, admin)
    assert again["restored"] == {"posts": 0, "comments": 0, "users": 0}
    assert again["conflicts"] == []
    assert "given_back" not in again


async def test_a_restored_account_gets_its_posts_back(
    world: World, client: httpx2.AsyncClient
) -> None:
    ada, ben, admin = await world.user("ada"), await world.user("ben"), await world.admin()
    first, second = await world.post(ada), await world.post(ada)
    await hand_over(world, ada, admin, ben)
    await client.post(
        f"/api/posts/{first['id']}/transfer",
        json={"to": admin.username, "at_once": True},
        headers=admin.headers,
    )
    answer = await client.post(f"/api/users/{ada.id}/restore", headers=admin.headers)
    assert (answer.status_code, answer.json()["not_given_back"]) == (200, [first["id"]])
    assert await author_and_state(world, second["id"]) == (ada.id, True)
    assert await author_and_state(world, first["id"]) == (admin.id, True)


async def test_only_administrators_hand_over_when_deleting(
    world: World, client: httpx2.AsyncClient
) -> None:
    ada, ben, admin = await world.user("ada"), await world.user("ben"), await world.admin()
    post = await world.post(ada)

    async def tried(path: str, person: Person) -> tuple[int, str]:
        answer = await client.delete(path, headers=person.headers)
        return answer.status_code, answer.json()["code"]

    assert await tried("/api/users/me?posts=transfer&to=ben", ada) == (403, "admin_only")
    mine = f"/api/users/{ada.id}?posts=transfer"
    assert await tried(mine, admin) == (422, "invalid_input")
    assert await tried(f"{mine}&to=ada", admin) == (422, "invalid_input")
    assert await tried(f"{mine}&to=nobody", admin) == (404, "not_found")
    assert await tried(f"/api/users/{ada.id}?posts=burn", admin) == (422, "invalid_input")
    assert await author_and_state(world, post["id"]) == (ada.id, True)
    answer = await client.delete(f"{mine}&to=ben&hard_delete=true", headers=admin.headers)
    assert answer.status_code == 204
    assert await author_and_state(world, post["id"]) == (ben.id, True)


@pytest.fixture
async def handed(world: World) -> tuple[Person, Person, Person, dict[str, Any], str]:
    """A post with an image of its first author, handed over."""
    ada, ben, admin = await world.user("ada"), await world.user("ben"), await world.admin()
    image = await world.picture(ada, 7)
    post = await world.post(ada, content=f"See ![it](/media/{image}).")
    answer = await world.client.post(
        f"/api/posts/{post['id']}/transfer",
        json={"to": "ben", "at_once": True},
        headers=admin.headers,
    )
    assert answer.status_code == 200, answer.text
    return ada, ben, admin, post, image


async def shown(world: World, image: str) -> bool:
    answer = await world.client.get(f"/media/{image}")
    assert answer.status_code in {200, 404}
    return answer.status_code == 200


async def test_an_image_stays_while_the_post_that_was_handed_over_uses_it(
    world: World, client: httpx2.AsyncClient, handed: tuple[Person, Person, Person, Any, str]
) -> None:
    ada, ben, admin, post, image = handed
    other = await world.picture(ada, 8)
    await world.post(ben, content=f"A link to ![another](/media/{other}).")
    await world.delete(f"/api/users/{ada.id}", admin)
    assert await shown(world, image)
    assert not await shown(world, other), "a link in another author's post keeps nothing"
    url = f"/api/posts/{post['id']}"
    await client.patch(url, json={"content": "Without it."}, headers=ben.headers)
    assert not await shown(world, image)
    await client.patch(url, json={"image_url": f"http://test/media/{image}"}, headers=ben.headers)
    assert await shown(world, image)
    deletion_id = await world.delete(url, ben)
    assert not await shown(world, image)
    await undo(world, deletion_id, admin)
    assert await shown(world, image)


async def test_a_purged_account_leaves_its_images_to_the_posts_it_handed_over(
    world: World, client: httpx2.AsyncClient, handed: tuple[Person, Person, Person, Any, str]
) -> None:
    ada, ben, admin, _, image = handed
    unused = await world.picture(ada, 9)
    answer = await client.delete(f"/api/users/{ada.id}?hard_delete=true", headers=admin.headers)
    assert answer.status_code == 204
    assert await shown(world, image)
    assert not await shown(world, unused)
    assert await world.execute("SELECT owner_id FROM pictures") == [(ben.id,)]
