"""Offers of posts, and decisions about them."""

from typing import Any

import httpx2
import pytest

from blog_api.tidying import remove_expired
from tests.factories import Person, World


async def verified(world: World, *people: Person) -> None:
    ids = [person.id for person in people]
    await world.execute("UPDATE users SET email_verified = true WHERE id = ANY(%s)", ids)


async def offer(
    world: World, post: dict[str, Any], giver: Person, to: Person, **fields: Any
) -> dict[str, Any]:
    answer = await world.client.post(
        f"/api/posts/{post['id']}/transfer",
        json={"to": to.username} | fields,
        headers=giver.headers,
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def act(world: World, transfer_id: int, verb: str, person: Person) -> httpx2.Response:
    return await world.client.post(f"/api/transfers/{transfer_id}/{verb}", headers=person.headers)


async def listed(world: World, person: Person, query: str = "") -> list[dict[str, Any]]:
    answer = await world.client.get(f"/api/transfers{query}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def author_of(world: World, post_id: int) -> int:
    [[author_id]] = await world.execute("SELECT author_id FROM posts WHERE id = %s", post_id)
    return int(author_id)


@pytest.fixture
async def pair(world: World) -> tuple[Person, Person]:
    ada, ben = await world.user("ada"), await world.user("ben")
    await verified(world, ada, ben)
    return ada, ben


async def test_an_accepted_offer_moves_the_post(
    world: World, client: httpx2.AsyncClient, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    post = await world.post(ada, status="draft")
    made = await offer(world, post, ada, ben, message="Yours, as agreed.")
    assert made["post"] == {"id": post["id"], "title": post["title"], "slug": post["slug"]}
    assert (made["from"]["username"], made["to"]["username"]) == ("ada", "ben")
    assert (made["state"], made["message"]) == ("open", "Yours, as agreed.")
    before = await client.get(f"/api/posts/{post['id']}", headers=ada.headers)
    accepted = await act(world, made["id"], "accept", ben)
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    after = await client.get(f"/api/posts/{post['id']}", headers=ben.headers)
    assert after.json()["author"]["username"] == "ben"
    assert after.headers["ETag"] != before.headers["ETag"]
    assert (await client.get(f"/api/posts/{post['id']}", headers=ada.headers)).status_code == 404
    assert [item["post"] for item in await listed(world, ada)] == [None]
    revisions = await world.execute(
        "SELECT version, via, actor_id FROM post_revisions WHERE post_id = %s ORDER BY version",
        post["id"],
    )
    assert revisions == [(1, "edit", ada.id), (2, "transfer", ben.id)]
    entries = await world.execute(
        "SELECT action, target_id, actor_id FROM audit_entries WHERE action LIKE 'post.%%'"
    )
    assert entries == [("post.transfer", post["id"], ben.id)]


async def test_an_offer_shows_its_receiver_no_more_than_the_title(
    world: World, client: httpx2.AsyncClient, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    post = await world.post(ada, status="draft", content="Secret words.")
    await offer(world, post, ada, ben)
    assert (await client.get(f"/api/posts/{post['id']}", headers=ben.headers)).status_code == 404
    answer = await client.get("/api/transfers", headers=ben.headers)
    assert "Secret words" not in answer.text
    assert answer.json()["items"][0]["post"]["title"] == post["title"]


@pytest.mark.parametrize(
    ("verb", "state"), [("decline", "declined"), ("withdraw", "withdrawn"), ("accept", "accepted")]
)
async def test_a_decided_offer_is_closed(
    world: World, client: httpx2.AsyncClient, pair: tuple[Person, Person], verb: str, state: str
) -> None:
    ada, ben = pair
    post = await world.post(ada)
    made = await offer(world, post, ada, ben)
    url = f"/api/transfers/{made['id']}"
    if verb == "withdraw":
        assert (await client.delete(url, headers=ada.headers)).status_code == 204
    else:
        assert (await act(world, made["id"], verb, ben)).status_code == 200
    assert [item["state"] for item in await listed(world, ada)] == [state]
    for answer in (
        await act(world, made["id"], "accept", ben),
        await act(world, made["id"], "decline", ben),
        await client.delete(url, headers=ada.headers),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "transfer_closed")
    assert await author_of(world, post["id"]) == (ben.id if verb == "accept" else ada.id)


async def test_offers_expire_when_read_and_by_tidying(
    world: World, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    post = await world.post(ada)
    made = await offer(world, post, ada, ben)
    await world.execute("UPDATE transfers SET expires_at = now()")
    assert [item["state"] for item in await listed(world, ben, "?state=expired")] == ["expired"]
    assert await listed(world, ben, "?state=open") == []
    answer = await act(world, made["id"], "accept", ben)
    assert (answer.status_code, answer.json()["code"]) == (409, "transfer_closed")
    await offer(world, post, ada, ben)
    await world.execute("UPDATE transfers SET expires_at = now() WHERE state = 'open'")
    assert (await remove_expired(world.db))["offers"] == 1
    assert await world.execute("SELECT DISTINCT state FROM transfers") == [("expired",)]


async def test_offers_close_with_their_post_their_accounts_and_their_author(
    world: World, client: httpx2.AsyncClient, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    admin, cay, dan = await world.admin(), await world.user(), await world.user()
    await verified(world, cay)
    posts = [await world.post(ada) for _ in range(4)]
    of_cay = await world.post(cay)
    trashed, moved, to_dan, to_ben = [
        await offer(world, post, ada, to)
        for post, to in zip(posts, (ben, ben, dan, ben), strict=True)
    ]
    from_cay = await offer(world, of_cay, cay, ben)
    await world.delete(f"/api/posts/{posts[0]['id']}", ada)
    hidden = [item for item in await listed(world, admin) if item["id"] == trashed["id"]]
    assert [(item["post"], item["state"]) for item in hidden] == [(None, "expired")]
    restored = await client.post(f"/api/posts/{posts[0]['id']}/restore", headers=admin.headers)
    assert restored.status_code == 200
    at_once = await client.post(
        f"/api/posts/{posts[1]['id']}/transfer",
        json={"to": cay.username, "at_once": True},
        headers=admin.headers,
    )
    assert at_once.status_code == 200
    await world.delete(f"/api/users/{dan.id}", admin)
    deactivated = await client.patch(
        f"/api/users/{cay.id}", json={"is_active": False}, headers=admin.headers
    )
    assert deactivated.status_code == 200
    states = {item["id"]: item["state"] for item in await listed(world, admin)}
    for closed in (trashed, moved, to_dan, from_cay):
        assert states[closed["id"]] == "expired"
    assert states[to_ben["id"]] == "open"


async def test_who_may_offer_to_whom(
    world: World, client: httpx2.AsyncClient, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    admin, gone, unverified = await world.admin(), await world.user("gone"), await world.user()
    post, draft = await world.post(ada), await world.post(ada, status="draft")
    await world.delete(f"/api/users/{gone.id}", admin)

    async def tried(post_id: int, person: Person, **body: Any) -> tuple[int, str]:
        answer = await client.post(
            f"/api/posts/{post_id}/transfer", json=body, headers=person.headers
        )
        return answer.status_code, answer.json().get("code", "")

    assert await tried(post["id"], ada, to="ada") == (422, "invalid_input")
    assert await tried(post["id"], ada, to="gone") == (404, "not_found")
    assert await tried(post["id"], ada, to="nobody-at-all") == (404, "not_found")
    assert await tried(post["id"], ben, to="ben") == (403, "forbidden")
    assert await tried(draft["id"], ben, to="ben") == (404, "not_found")
    assert await tried(post["id"], ada, to="ben", at_once=True) == (403, "admin_only")
    assert await tried(post["id"], ada, to="ben", message="x" * 501) == (422, "invalid_input")
    own = await world.post(unverified)
    assert await tried(own["id"], unverified, to="ben") == (403, "email_not_verified")
    assert (await tried(post["id"], ada, to=str(ben.id)))[0] == 201
    assert await tried(post["id"], ada, to="ben") == (409, "transfer_open")
    await client.patch(f"/api/users/{ben.id}", json={"is_active": False}, headers=admin.headers)
    assert await tried(post["id"], ada, to="ben") == (404, "not_found")


async def test_only_the_receiver_decides(
    world: World, client: httpx2.AsyncClient, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    stranger, admin = await world.user(), await world.admin()
    made = await offer(world, await world.post(ada), ada, ben)
    for verb in ("accept", "decline"):
        assert (await act(world, made["id"], verb, stranger)).status_code == 404
        assert (await act(world, made["id"], verb, ada)).status_code == 403
        assert (await act(world, made["id"], verb, admin)).status_code == 403
    for person, status in ((stranger, 404), (ben, 403)):
        answer = await client.delete(f"/api/transfers/{made['id']}", headers=person.headers)
        assert answer.status_code == status
    assert await listed(world, stranger) == []
    assert [item["id"] for item in await listed(world, admin)] == [made["id"]]
    assert await listed(world, admin, "?direction=in") == []
    assert [item["id"] for item in await listed(world, ben, "?direction=in")] == [made["id"]]
    assert await listed(world, ben, "?direction=out") == []


async def test_twenty_offers_are_open_at_most(
    world: World, client: httpx2.AsyncClient, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    posts = [await world.post(ada) for _ in range(21)]
    made = [await offer(world, post, ada, ben) for post in posts[:20]]
    body, url = {"to": "ben"}, f"/api/posts/{posts[20]['id']}/transfer"
    answer = await client.post(url, json=body, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_open")
    await act(world, made[0]["id"], "decline", ben)
    assert (await client.post(url, json=body, headers=ada.headers)).status_code == 201
    assert len(await listed(world, ben, "?state=open")) == 20
    page = await client.get("/api/transfers?limit=15", headers=ben.headers)
    rest = await listed(world, ben, f"?limit=15&cursor={page.json()['next_cursor']}")
    assert len({item["id"] for item in page.json()["items"] + rest}) == 21


async def test_one_mail_a_day_for_each_giver_and_receiver(
    world: World, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    cay, unverified = await world.user(), await world.user()
    await verified(world, cay)
    await world.execute("DELETE FROM outbox")
    await offer(world, await world.post(ada), ada, ben, message="Not in a mail.")
    await offer(world, await world.post(ada), ada, ben)
    await offer(world, await world.post(cay), cay, ben)
    await offer(world, await world.post(ada), ada, unverified)
    mails = await world.execute("SELECT kind, recipient FROM outbox")
    assert mails == [("transfer_offer", ben.email)] * 2
    await world.execute("UPDATE transfers SET created_at = now() - interval '25 hours'")
    await offer(world, await world.post(ada), ada, ben)
    assert len(await world.execute("SELECT 1 FROM outbox")) == 3
