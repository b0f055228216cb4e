"""Decisions about one restore request at the same time as restores and purges."""

from typing import Any

import httpx2
import pytest

from tests.factories import Person, World
from tests.races.racing import ROUNDS, Request, count, outcome, race, restore
from tests.trust.conftest import Opening

CLOSED = (409, "request_closed")
KINDS = ("posts", "comments")


async def asked(world: World, ada: Person, kind: str) -> tuple[int, int, int]:
    """Delete an item and ask for it; return its id, its deletion and the request."""
    item = await world.post(ada) if kind == "posts" else await world.comment(ada)
    item_id = item["id"]
    deletion_id = await world.delete(f"/api/{kind}/{item_id}", ada)
    answer = await ask(world.client, ada, kind, item_id)
    assert answer.status_code == 201, answer.text
    return item_id, deletion_id, answer.json()["id"]


def ask(client: httpx2.AsyncClient, person: Person, kind: str, item_id: int) -> Request:
    return client.post(f"/api/trash/{kind}/{item_id}/restore-request", headers=person.headers)


def decide(client: httpx2.AsyncClient, admin: Person, request_id: int, verb: str) -> Request:
    body = {"reason": "No."} if verb == "decline" else {}
    return client.post(
        f"/api/restore-requests/{request_id}/{verb}", json=body, headers=admin.headers
    )


def withdraw(client: httpx2.AsyncClient, person: Person, request_id: int) -> Request:
    return client.delete(f"/api/restore-requests/{request_id}", headers=person.headers)


async def state_of(world: World, request_id: int) -> tuple[Any, ...]:
    [row] = await world.execute(
        "SELECT state, decided_by_id IS NOT NULL FROM restore_requests WHERE id = %s", request_id
    )
    return row


async def is_live(world: World, kind: str, item_id: int) -> bool:
    return bool(await count(world, f"{kind} WHERE id = %s AND deleted_at IS NULL", item_id))


async def test_approve_and_restore_and_purge(client: httpx2.AsyncClient, world: World) -> None:
    admin, boss, ada = await world.admin(), await world.admin(), await world.user()
    for _ in range(ROUNDS):
        post_id, _, request_id = await asked(world, ada, "posts")
        approved, restored, purged = await race(
            decide(client, admin, request_id, "approve"),
            restore(client, boss, post_id),
            client.delete(f"/api/trash/posts/{post_id}", headers=admin.headers),
        )
        results = (outcome(approved), outcome(restored), outcome(purged))
        if approved.status_code == 200:
            assert results[1:] == ((409, "not_deleted"), (409, "not_deleted"))
            assert await state_of(world, request_id) == ("approved", True)
        elif restored.status_code == 200:
            assert results == (CLOSED, (200, None), (409, "not_deleted"))
            assert await state_of(world, request_id) == ("obsolete", False)
        else:
            assert results == (CLOSED, (404, "not_found"), (204, None))
            assert await state_of(world, request_id) == ("obsolete", False)
        assert await is_live(world, "posts", post_id) == (purged.status_code != 204)
        audited = "audit_entries WHERE action = 'post.restore' AND target_id = %s"
        assert await count(world, audited, post_id) == (purged.status_code != 204)


@pytest.mark.parametrize("kind", KINDS)
async def test_approve_and_withdraw(client: httpx2.AsyncClient, world: World, kind: str) -> None:
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        item_id, _, request_id = await asked(world, ada, kind)
        approved, withdrawn = await race(
            decide(client, admin, request_id, "approve"), withdraw(client, ada, request_id)
        )
        if approved.status_code == 200:
            assert outcome(withdrawn) == CLOSED
            assert await state_of(world, request_id) == ("approved", True)
        else:
            assert (outcome(approved), outcome(withdrawn)) == (CLOSED, (204, None))
            assert await state_of(world, request_id) == ("withdrawn", False)
        assert await is_live(world, kind, item_id) == (approved.status_code == 200)


@pytest.mark.parametrize("kind", KINDS)
async def test_two_approves_and_a_decline(
    client: httpx2.AsyncClient, world: World, kind: str
) -> None:
    admin, boss, ada = await world.admin(), await world.admin(), await world.user()
    for _ in range(ROUNDS):
        item_id, _, request_id = await asked(world, ada, kind)
        first, second, declined = await race(
            decide(client, admin, request_id, "approve"),
            decide(client, boss, request_id, "approve"),
            decide(client, admin, request_id, "decline"),
        )
        answers = [outcome(answer) for answer in (first, second, declined)]
        assert sorted(answers, key=str) == [(200, None), CLOSED, CLOSED]
        is_declined = declined.status_code == 200
        expected = "declined" if is_declined else "approved"
        assert await state_of(world, request_id) == (expected, True)
        assert await is_live(world, kind, item_id) != is_declined


async def test_ask_and_ask_and_restore(client: httpx2.AsyncClient, world: World) -> None:
    """No request stays open for a live post, and never two."""
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        post_id = (await world.deleted_post(ada))["id"]
        first, second, restored = await race(
            ask(client, ada, "posts", post_id),
            ask(client, ada, "posts", post_id),
            restore(client, admin, post_id),
        )
        assert restored.status_code == 200
        answers = {outcome(first), outcome(second)}
        assert answers <= {(201, None), (409, "request_open"), (409, "not_deleted")}
        made = sum(answer.status_code == 201 for answer in (first, second))
        assert made <= 1
        of_item = "restore_requests WHERE item_id = %s AND state = 'obsolete'"
        assert await count(world, of_item, post_id) == made
        assert await count(world, "restore_requests WHERE state = 'open'") == 0


async def test_ask_again_and_decline(client: httpx2.AsyncClient, world: World) -> None:
    """Nothing is asked for again after it was declined."""
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        item_id, _, request_id = await asked(world, ada, "posts")
        again, declined = await race(
            ask(client, ada, "posts", item_id), decide(client, admin, request_id, "decline")
        )
        assert declined.status_code == 200
        assert outcome(again) in {(409, "request_open"), (409, "request_declined")}
        assert await count(world, "restore_requests WHERE item_id = %s", item_id) == 1


async def test_the_last_of_twenty(client: httpx2.AsyncClient, world: World) -> None:
    ada = await world.user()
    for _ in range(19):
        await asked(world, ada, "posts")
    for _ in range(ROUNDS):
        ids = [(await world.deleted_post(ada))["id"] for _ in range(3)]
        answers = await race(*(ask(client, ada, "posts", post_id) for post_id in ids))
        results = sorted(map(outcome, answers), key=str)
        assert results == [(201, None), (409, "too_many_open"), (409, "too_many_open")]
        [request_id] = [a.json()["id"] for a in answers if a.status_code == 201]
        assert (await withdraw(client, ada, request_id)).status_code == 204


async def test_ask_and_delete_account(client: httpx2.AsyncClient, world: World) -> None:
    admin = await world.admin()
    for _ in range(ROUNDS):
        ada = await world.user()
        post_id = (await world.deleted_post(ada))["id"]
        asked_for, deleted = await race(
            ask(client, ada, "posts", post_id),
            client.delete(f"/api/users/{ada.id}", headers=admin.headers),
        )
        assert outcome(deleted) == (204, None)
        assert outcome(asked_for) in {(201, None), (401, "invalid_token")}
        made = await count(world, "restore_requests WHERE author_id = %s", ada.id)
        assert made == (asked_for.status_code == 201)


async def test_author_and_admin_undo(open_world: Opening) -> None:
    async with open_world(author_undo_seconds=60) as world:
        client = world.client
        admin, ada = await world.admin(), await world.user()
        for done in range(1, ROUNDS + 1):
            post_id, deletion_id, request_id = await asked(world, ada, "posts")
            url = f"/api/deletions/{deletion_id}/undo"
            answers = await race(
                client.post(url, headers=ada.headers),
                client.post(url, headers=admin.headers),
                decide(client, admin, request_id, "approve"),
            )
            *undone, approved = answers
            assert [answer.status_code for answer in undone] == [200, 200]
            restored = sum(answer.json()["restored"]["posts"] for answer in undone)
            assert restored + (approved.status_code == 200) == 1
            assert outcome(approved) in {(200, None), CLOSED}
            assert await is_live(world, "posts", post_id)
            assert await count(world, "deletions WHERE undone_at IS NULL") == 0
            audited = "audit_entries WHERE action IN ('deletion.undo', 'post.restore')"
            assert await count(world, audited) == done
