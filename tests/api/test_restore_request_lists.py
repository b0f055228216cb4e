"""Lists, plans and audit of restore requests, and their life with the account."""

from typing import Any

import pytest

from tests.api.test_restore_requests import (
    REQUESTS,
    ask,
    decide,
    deleted_comment,
    listed,
    outcome,
    request,
    withdraw,
)
from tests.factories import Person, World


@pytest.fixture
async def people(world: World) -> tuple[Person, Person]:
    return await world.user("ada"), await world.admin("root")


async def test_the_list_is_ones_own_and_everyones_for_admins(
    world: World, people: tuple[Person, Person]
) -> None:
    ada, admin = people
    ben = await world.user("ben")
    for author in (ada, ben, ada):
        await request(world, author, (await world.deleted_post(author))["id"])
    await withdraw(world, ada, (await listed(world, ada))[0]["id"])
    assert [item["author"]["username"] for item in await listed(world, admin)] == [
        "ada",
        "ben",
        "ada",
    ]
    assert [item["author"]["username"] for item in await listed(world, ben)] == ["ben"]
    assert [item["state"] for item in await listed(world, ada)] == ["withdrawn", "open"]
    assert len(await listed(world, ada, "?state=open")) == 1
    assert len(await listed(world, admin, "?state=open")) == 2
    page = await world.client.get(f"{REQUESTS}?limit=2", headers=admin.headers)
    rest = await listed(world, admin, f"?limit=2&cursor={page.json()['next_cursor']}")
    assert [item["author"]["username"] for item in rest] == ["ada"]
    assert all(item["plan"] is None for item in await listed(world, ada))


async def test_a_plan_is_a_dry_run_of_the_restore(
    world: World, people: tuple[Person, Person]
) -> None:
    ada, admin = people
    taken = await world.deleted_post(ada, title="Hello", slug="hello")
    free = await world.deleted_post(ada, title="World", slug="world")
    await world.post(await world.user(), title="Hello", slug="hello")
    comment_id = await deleted_comment(world, ada)
    [[post_id]] = await world.execute("SELECT post_id FROM comments WHERE id = %s", comment_id)
    for post in (taken, free):
        await request(world, ada, post["id"])
    created = await request(world, ada, comment_id, "comments")
    await world.delete(f"/api/posts/{post_id}", admin)
    answer = await world.client.post(
        "/api/posts/bulk-restore",
        json={"ids": [taken["id"], free["id"]], "on_conflict": "skip", "dry_run": True},
        headers=admin.headers,
    )
    [conflict] = answer.json()["conflicts"]
    plans = {item["item"]["id"]: item["plan"] for item in await listed(world, admin)}
    nothing: dict[str, Any] = {"conflicts": [], "suggested_slug": None, "restorable": True}
    assert plans == {
        taken["id"]: {
            "conflicts": [conflict["code"]],
            "suggested_slug": conflict["suggested_slug"],
            "restorable": True,
        },
        free["id"]: nothing,
        comment_id: nothing | {"conflicts": ["post_deleted"], "restorable": False},
    }
    refused = await decide(world, admin, created["id"], "approve")
    assert outcome(refused) == (409, "post_deleted")
    assert len(await listed(world, admin, "?state=open")) == 3


async def test_an_approval_resolves_conflicts(world: World, people: tuple[Person, Person]) -> None:
    ada, admin = people
    post = await world.deleted_post(ada, slug="hello")
    await world.post(ada, slug="hello")
    created = await request(world, ada, post["id"])
    refused = await decide(world, admin, created["id"], "approve")
    assert outcome(refused) == (409, "slug_taken")
    assert refused.json()["suggested_slug"] == "hello-2"
    assert (await listed(world, ada))[0]["state"] == "open"
    renamed = await decide(world, admin, created["id"], "approve", on_conflict="rename")
    assert renamed.json()["state"] == "approved"
    found = await world.client.get(f"/api/posts/{post['id']}")
    assert found.json()["slug"] == "hello-2"


async def test_requests_go_into_the_trash_and_back_with_their_account(
    world: World, people: tuple[Person, Person]
) -> None:
    ada, admin = people
    post = await world.deleted_post(ada)
    created = await request(world, ada, post["id"])
    deletion_id = await world.delete(f"/api/users/{ada.id}", admin)
    assert await listed(world, admin) == []
    assert outcome(await decide(world, admin, created["id"], "approve")) == (404, "not_found")
    undone = await world.client.post(f"/api/deletions/{deletion_id}/undo", headers=admin.headers)
    assert undone.status_code == 200
    assert [item["state"] for item in await listed(world, admin)] == ["open"]
    path = f"/api/users/{ada.id}?hard_delete=true"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204
    assert await world.execute("SELECT * FROM restore_requests") == []


async def test_acts_are_audited_without_words(world: World, people: tuple[Person, Person]) -> None:
    ada, admin = people
    posts = [await world.deleted_post(ada) for _ in range(3)]
    ids = [(await request(world, ada, post["id"], note="Words."))["id"] for post in posts]
    await decide(world, admin, ids[0], "approve")
    await decide(world, admin, ids[1], "decline", reason="Words.")
    await withdraw(world, ada, ids[2])
    answer = await world.client.get("/api/audit?target_type=restore_request", headers=admin.headers)
    assert "Words." not in answer.text
    entries = [
        (e["action"], e["actor"]["username"], e["target_id"]) for e in answer.json()["items"]
    ]
    assert entries[:3] == [
        ("restore_request.withdraw", "ada", ids[2]),
        ("restore_request.decline", "root", ids[1]),
        ("restore_request.approve", "root", ids[0]),
    ]
    assert [action for action, _, _ in entries[3:]] == ["restore_request.create"] * 3
    assert answer.json()["items"][0]["details"] == {"type": "post", "id": posts[2]["id"]}


@pytest.mark.parametrize("note", ["", "  ", "x" * 501, "\0", 7])
async def test_notes_and_reasons_are_bounded(
    world: World, people: tuple[Person, Person], note: Any
) -> None:
    ada, admin = people
    post = await world.deleted_post(ada)
    answer = await ask(world, ada, post["id"], note=note)
    assert answer.json()["errors"][0]["loc"] == ["body", "note"]
    created = await request(world, ada, post["id"], note="x" * 500)
    declined = await decide(world, admin, created["id"], "decline", reason=note)
    assert declined.json()["errors"][0]["loc"] == ["body", "reason"]
