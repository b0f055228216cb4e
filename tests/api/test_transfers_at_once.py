"""Transfers that administrators make at once, one or many, and the undo of transfers."""

from typing import Any

import httpx2

from blog_api.transfers.usage import describe_transfers
from tests.api.test_transfers import act, author_of, listed, offer, pair
from tests.factories import Person, World

__all__ = ["pair"]  # a fixture


async def test_at_once_and_its_undo(
    world: World, client: httpx2.AsyncClient, pair: tuple[Person, Person]
) -> None:
    ada, _ = pair
    admin = await world.admin()
    post = await world.post(ada)
    answer = await client.post(
        f"/api/posts/{post['id']}/transfer",
        json={"to": "ben", "at_once": True},
        headers=admin.headers,
    )
    assert (answer.status_code, answer.json()["author"]["username"]) == (200, "ben")
    transfer_id = int(answer.headers["transfer-id"])
    undone = await act(world, transfer_id, "undo", admin)
    assert undone.json() == {"returned": [post["id"]], "conflicts": []}
    assert await author_of(world, post["id"]) == ada.id
    again = await act(world, transfer_id, "undo", admin)
    assert again.json() == {"returned": [], "conflicts": []}
    assert [item["state"] for item in await listed(world, ada)] == ["undone"]
    assert (await act(world, transfer_id, "undo", ada)).status_code == 403


async def test_undo_names_what_was_handed_on(
    world: World, client: httpx2.AsyncClient, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    admin = await world.admin()
    posts = [await world.post(ada) for _ in range(3)]
    ids = [post["id"] for post in posts]
    body = {"from": "ada", "to": "ben", "reason": "Left."}
    answer = await client.post("/api/posts/bulk-transfer", json=body, headers=admin.headers)
    told = answer.json()
    assert (told["transferred"], told["unchanged"], told["remaining"]) == (ids, [], 0)
    back = await offer(world, posts[0], ben, ada)
    assert (await act(world, back["id"], "accept", ada)).status_code == 200
    [many] = [item for item in await listed(world, admin) if item["id"] == told["transfer_id"]]
    assert (many["post"], many["post_count"], many["message"]) == (None, 3, "Left.")
    undone = (await act(world, told["transfer_id"], "undo", admin)).json()
    assert undone == {"returned": ids[1:], "conflicts": [{"id": ids[0], "code": "handed_on"}]}
    # The later transfer is undone, and so the earlier one can be, too.
    assert (await act(world, back["id"], "undo", admin)).json()["returned"] == [ids[0]]
    rest = (await act(world, told["transfer_id"], "undo", admin)).json()
    assert rest == {"returned": [ids[0]], "conflicts": []}
    assert {await author_of(world, post_id) for post_id in ids} == {ada.id}


async def test_bulk_transfer_by_ids(
    world: World, client: httpx2.AsyncClient, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    admin, cay = await world.admin(), await world.user()
    of_ada, of_cay, of_ben = await world.post(ada), await world.post(cay), await world.post(ben)
    trashed = await world.deleted_post(ada)
    ids = [of_ada["id"], of_cay["id"], of_ben["id"], trashed["id"], 2**40]
    await world.execute("UPDATE users SET is_active = false WHERE id = %s", cay.id)
    body: dict[str, Any] = {"ids": ids, "to": "ben"}
    url = "/api/posts/bulk-transfer"
    dry = (await client.post(url, json=body | {"dry_run": True}, headers=admin.headers)).json()
    assert (dry["transfer_id"], dry["transferred"]) == (None, [of_ada["id"], of_cay["id"]])
    assert await author_of(world, of_ada["id"]) == ada.id
    key = {"Idempotency-Key": "one"}
    told = (await client.post(url, json=body, headers=admin.headers | key)).json()
    assert told["transferred"] == [of_ada["id"], of_cay["id"]]
    assert told["unchanged"] == [of_ben["id"], trashed["id"]]
    assert told["not_found"] == [2**40]
    again = (await client.post(url, json=body, headers=admin.headers | key)).json()
    assert again == told
    for wrong in (
        {"to": "ben"},
        {"to": "ben", "ids": [1], "from": "ada"},
        {"to": "ben", "from": "ben"},
    ):
        assert (await client.post(url, json=wrong, headers=admin.headers)).status_code == 422
    undone = (await act(world, told["transfer_id"], "undo", admin)).json()
    assert undone["returned"] == [of_ada["id"], of_cay["id"]]
    assert await author_of(world, of_cay["id"]) == cay.id


async def test_statistics_count_offers_and_moved_posts(
    world: World, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    await offer(world, await world.post(ada), ada, ben)
    accepted = await offer(world, await world.post(ada), ada, ben)
    assert (await act(world, accepted["id"], "accept", ben)).status_code == 200
    assert await describe_transfers(world.db) == "1 open of 2, 1 post moved"
