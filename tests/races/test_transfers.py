"""Offers that are decided twice, and transfers concurrent with deletions and other transfers."""

from typing import Any

import httpx2
import pytest

from tests.factories import Person, World
from tests.races.racing import ROUNDS, count, outcome, race
from tests.races.test_accounts import ORPHANS

CLOSED = (409, "transfer_closed")


@pytest.fixture
async def people(world: World) -> tuple[Person, Person, Person]:
    """Two verified users and an administrator."""
    ada, ben, admin = await world.user("ada"), await world.user("ben"), await world.admin()
    await world.execute("UPDATE users SET email_verified = true")
    return ada, ben, admin


async def offer(client: httpx2.AsyncClient, post: dict[str, Any], giver: Person, to: Person) -> str:
    answer = await client.post(
        f"/api/posts/{post['id']}/transfer", json={"to": to.username}, headers=giver.headers
    )
    assert answer.status_code == 201, answer.text
    return f"/api/transfers/{answer.json()['id']}"


async def state_of(world: World, url: str, post: dict[str, Any]) -> tuple[str, int, int]:
    """Return the state of the transfer, and the author and version of the post."""
    transfer_id = int(url.rpartition("/")[2])
    [row] = await world.execute(
        "SELECT t.state, p.author_id, p.version FROM transfers t, posts p "
        "WHERE t.id = %s AND p.id = %s",
        transfer_id,
        post["id"],
    )
    return row[0], row[1], row[2]


async def test_accept_and_withdraw(
    client: httpx2.AsyncClient, world: World, people: tuple[Person, Person, Person]
) -> None:
    ada, ben, _ = people
    for _ in range(ROUNDS):
        post = await world.post(ada)
        url = await offer(client, post, ada, ben)
        accepted, withdrawn = await race(
            client.post(f"{url}/accept", headers=ben.headers),
            client.delete(url, headers=ada.headers),
        )
        if accepted.status_code == 200:
            assert outcome(withdrawn) == CLOSED
            assert await state_of(world, url, post) == ("accepted", ben.id, 2)
        else:
            assert (outcome(accepted), outcome(withdrawn)) == (CLOSED, (204, None))
            assert await state_of(world, url, post) == ("withdrawn", ada.id, 1)


async def test_two_accepts_and_a_decline(
    client: httpx2.AsyncClient, world: World, people: tuple[Person, Person, Person]
) -> None:
    ada, ben, _ = people
    for _ in range(ROUNDS):
        post = await world.post(ada)
        url = await offer(client, post, ada, ben)
        answers = await race(
            *(client.post(f"{url}/{verb}", headers=ben.headers) for verb in ("accept", "accept")),
            client.post(f"{url}/decline", headers=ben.headers),
        )
        assert sorted(map(outcome, answers), key=str) == [(200, None), CLOSED, CLOSED]
        state, author_id, version = await state_of(world, url, post)
        moved = (state, author_id, version) == ("accepted", ben.id, 2)
        assert moved or (state, author_id, version) == ("declined", ada.id, 1)
        assert await count(world, "transfer_posts WHERE post_id = %s", post["id"]) == moved


@pytest.mark.parametrize("who", ["giver", "receiver"])
async def test_accept_and_delete_account(
    client: httpx2.AsyncClient, world: World, people: tuple[Person, Person, Person], who: str
) -> None:
    admin = people[2]
    for _ in range(ROUNDS):
        ada, ben = await world.user(), await world.user()
        await world.execute("UPDATE users SET email_verified = true")
        post = await world.post(ada)
        url = await offer(client, post, ada, ben)
        gone = ada if who == "giver" else ben
        accepted, deleted = await race(
            client.post(f"{url}/accept", headers=ben.headers),
            client.delete(f"/api/users/{gone.id}", headers=admin.headers),
        )
        assert outcome(deleted) == (204, None)
        assert outcome(accepted) in {(200, None), CLOSED, (401, "invalid_token")}
        assert await count(world, ORPHANS) == 0
        [[author_id, deletion_id]] = await world.execute(
            "SELECT author_id, deletion_id FROM posts WHERE id = %s", post["id"]
        )
        assert author_id == (ben.id if accepted.status_code == 200 else ada.id)
        swept = int(deleted.headers["deletion-id"])
        assert deletion_id == (swept if author_id == gone.id else None)
        assert await count(world, "transfers WHERE state = 'open'") == 0


async def test_transfer_and_delete_account(
    client: httpx2.AsyncClient, world: World, people: tuple[Person, Person, Person]
) -> None:
    _, ben, boss = people
    for _ in range(ROUNDS):
        # A hundred rounds on a busy machine take longer than a token lives.
        admin = await world.log_in(boss.id, boss.username, boss.email)
        ada, cay = await world.user(), await world.user()
        posts = [await world.post(ada) for _ in range(3)]
        ids = [post["id"] for post in posts]
        bulk, deleted, other = await race(
            client.post(
                "/api/posts/bulk-transfer",
                json={"from": ada.username, "to": ben.username},
                headers=admin.headers,
            ),
            client.delete(
                f"/api/users/{ada.id}?posts=transfer&to={cay.username}", headers=admin.headers
            ),
            client.delete(f"/api/users/{cay.id}", headers=admin.headers),
        )
        assert outcome(bulk) in {(200, None), (404, "not_found")}
        assert outcome(deleted) in {(204, None), (404, "not_found")}
        assert outcome(other) == (204, None)
        assert await count(world, ORPHANS) == 0
        rows = await world.execute("SELECT DISTINCT author_id FROM posts WHERE id = ANY(%s)", ids)
        assert len(rows) == 1, "the posts stay together"


async def test_undo_and_hand_on(
    client: httpx2.AsyncClient, world: World, people: tuple[Person, Person, Person]
) -> None:
    ada, ben, admin = people
    cay = await world.user("cay")
    for _ in range(ROUNDS):
        post = await world.post(ada)
        first = await offer(client, post, ada, ben)
        assert (await client.post(f"{first}/accept", headers=ben.headers)).status_code == 200
        second = await offer(client, post, ben, cay)
        undone, accepted = await race(
            client.post(f"{first}/undo", headers=admin.headers),
            client.post(f"{second}/accept", headers=cay.headers),
        )
        assert undone.status_code == 200
        state, author_id, version = await state_of(world, second, post)
        if accepted.status_code == 200:
            assert undone.json()["conflicts"] == [{"id": post["id"], "code": "handed_on"}]
            assert (state, author_id, version) == ("accepted", cay.id, 3)
        else:
            assert outcome(accepted) == CLOSED
            assert undone.json() == {"returned": [post["id"]], "conflicts": []}
            assert (state, author_id, version) == ("expired", ada.id, 3)


async def test_undo_twice(
    client: httpx2.AsyncClient, world: World, people: tuple[Person, Person, Person]
) -> None:
    ada, ben, admin = people
    for _ in range(ROUNDS):
        post = await world.post(ada)
        url = await offer(client, post, ada, ben)
        await client.post(f"{url}/accept", headers=ben.headers)
        answers = await race(*(client.post(f"{url}/undo", headers=admin.headers) for _ in range(2)))
        assert sorted(answer.json()["returned"] for answer in answers) == [[], [post["id"]]]
        assert await state_of(world, url, post) == ("undone", ada.id, 3)


async def test_offers_at_the_limit(
    client: httpx2.AsyncClient, world: World, people: tuple[Person, Person, Person]
) -> None:
    ada, ben, _ = people
    posts = [await world.post(ada) for _ in range(25)]
    answers = await race(
        *(
            client.post(
                f"/api/posts/{post['id']}/transfer", json={"to": "ben"}, headers=ada.headers
            )
            for post in posts
        )
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [201] * 20 + [409] * 5
    assert await count(world, "outbox WHERE kind = 'transfer_offer'") == 1
    again = await race(
        *(
            client.post(
                f"/api/posts/{posts[0]['id']}/transfer", json={"to": "ben"}, headers=ada.headers
            )
            for _ in range(3)
        )
    )
    assert {answer.status_code for answer in again} == {409}
    assert ben.id
