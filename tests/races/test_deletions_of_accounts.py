"""Accounts that are deleted concurrently, in each other's favour or with offers to each other."""

import random

import httpx2
import pytest

from tests.factories import Person, World
from tests.races.racing import ROUNDS, count, outcome, race
from tests.races.test_accounts import ORPHANS
from tests.races.test_transfers import offer

GONE = (404, "not_found")
OFFERS = 5


async def make_verified_pair(world: World) -> tuple[Person, Person]:
    pair = await world.user(), await world.user()
    await world.execute(
        "UPDATE users SET email_verified = true WHERE id = ANY(%s)", [one.id for one in pair]
    )
    return pair


async def authors_of(world: World, ids: list[int]) -> set[int]:
    rows = await world.execute("SELECT author_id FROM posts WHERE id = ANY(%s)", ids)
    return {author_id for (author_id,) in rows}


@pytest.mark.parametrize("how", ["softly", "for good"])
async def test_two_deletions_in_favour_of_each_other(
    client: httpx2.AsyncClient, world: World, how: str
) -> None:
    """One account is deleted and the other gets all posts; the second deletion finds no heir."""
    hard = "&hard_delete=true" if how == "for good" else ""
    for _ in range(ROUNDS):
        # The accounts are older than the administrators in one round, younger in the next.
        before = await world.user(), await world.user()
        admins = await world.admin(), await world.admin()
        for pair in (before, (await world.user(), await world.user())):
            ids = [(await world.post(one))["id"] for one in pair]
            answers = await race(
                *(
                    client.delete(
                        f"/api/users/{one.id}?posts=transfer&to={other.username}{hard}",
                        headers=admin.headers,
                    )
                    for one, other, admin in zip(pair, pair[::-1], admins, strict=True)
                )
            )
            assert sorted(map(outcome, answers)) == [(204, None), GONE]
            left = pair[answers.index(next(a for a in answers if a.status_code == 404))]
            assert await authors_of(world, ids) == {left.id}
            assert await count(world, ORPHANS) == 0
        await world.execute("DELETE FROM users WHERE id = ANY(%s)", [admin.id for admin in admins])


async def test_two_administrators_delete_each_other_and_inherit(
    client: httpx2.AsyncClient, world: World
) -> None:
    await world.admin()
    for _ in range(ROUNDS):
        pair = await world.admin(), await world.admin()
        ids = [(await world.post(one))["id"] for one in pair]
        answers = await race(
            *(
                client.delete(
                    f"/api/users/{other.id}?posts=transfer&to={one.username}", headers=one.headers
                )
                for one, other in (pair, pair[::-1])
            )
        )
        lost = {(403, "admin_only"), (401, "invalid_token"), GONE}
        assert sorted(answer.status_code == 204 for answer in answers) == [False, True]
        assert {outcome(answer) for answer in answers} <= {(204, None), *lost}
        assert len(await authors_of(world, ids)) == 1
        assert await count(world, ORPHANS) == 0


async def test_restore_of_an_account_and_its_removal_for_good(
    client: httpx2.AsyncClient, world: World
) -> None:
    """The heir is older than the account: both commands lock it first."""
    admin, heir = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        ada = await world.user()
        post = await world.post(ada)
        path, to = f"/api/users/{ada.id}", f"?posts=transfer&to={heir.username}"
        deletion_id = await world.delete(f"{path}{to}", admin)
        back = random.choice([f"{path}/restore", f"/api/deletions/{deletion_id}/undo"])  # noqa: S311  # no secret
        restored, gone = await race(
            client.post(back, json={}, headers=admin.headers),
            client.delete(f"{path}{to}&hard_delete=true", headers=admin.headers),
        )
        assert outcome(restored) in {(200, None), GONE}
        assert outcome(gone) == (204, None)
        # A restore that came first gave the post back, and the removal handed it over again.
        assert await authors_of(world, [post["id"]]) == {heir.id}


async def test_removal_for_good_and_bulk_requests(client: httpx2.AsyncClient, world: World) -> None:
    """Rows that go with an account are locked in the same order as by a bulk request."""
    admin, ben = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        ada = await world.user()
        posts = [(await world.post(ada))["id"] for _ in range(8)]
        others = (await world.post(ben))["id"]
        comments = [
            (await world.comment(who, post_id))["id"]
            for post_id in (others, *posts[:3])
            for who in (ada, ben)
        ]
        answers = await race(
            client.delete(f"/api/users/{ada.id}?hard_delete=true", headers=admin.headers),
            *(
                client.post(f"/api/{kind}/bulk-delete", json={"ids": ids}, headers=admin.headers)
                for kind, ids in (("posts", posts), ("comments", comments))
            ),
        )
        assert [answer.status_code for answer in answers] == [204, 200, 200]
        assert await count(world, "posts WHERE id = ANY(%s)", posts) == 0


async def test_removal_of_a_post_for_good_and_bulk_deletion_of_comments(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        post_id = (await world.post(ada))["id"]
        comments = [(await world.comment(ada, post_id))["id"] for _ in range(12)]
        gone, deleted = await race(
            client.delete(f"/api/posts/{post_id}?hard_delete=true", headers=admin.headers),
            client.post("/api/comments/bulk-delete", json={"ids": comments}, headers=admin.headers),
        )
        assert (gone.status_code, deleted.status_code) == (204, 200)
        assert await count(world, "comments WHERE id = ANY(%s)", comments) == 0


@pytest.mark.parametrize("way", ["both delete themselves", "both are deactivated"])
async def test_offers_to_each_other_close_with_both_accounts(
    client: httpx2.AsyncClient, world: World, way: str
) -> None:
    admin = await world.admin()
    for _ in range(ROUNDS):
        pair = await make_verified_pair(world)
        urls: list[str] = []
        for _ in range(OFFERS):
            urls = [
                await offer(client, await world.post(one), one, other)
                for one, other in (pair, pair[::-1])
            ]
        if way == "both delete themselves":
            acts = [client.delete("/api/users/me", headers=one.headers) for one in pair]
        else:
            acts = [
                client.patch(
                    f"/api/users/{one.id}", json={"is_active": False}, headers=admin.headers
                )
                for one in pair
            ]
        *ended, accepted = await race(
            *acts, client.post(f"{urls[1]}/accept", headers=pair[0].headers)
        )
        assert {answer.status_code for answer in ended} <= {204, 200}
        assert outcome(accepted) in {
            (200, None),
            (401, "invalid_token"),
            (404, "not_found"),
            (409, "transfer_closed"),
        }
        assert await count(world, "transfers WHERE state = 'open'") == 0
        assert await count(world, ORPHANS) == 0
