"""Offers and transfers of the users of the contract tests, all to the administrator."""

from collections.abc import Mapping
from typing import Any

from tests.factories import Person, World

Values = dict[str, Any]


async def offer_posts(
    things: Mapping[str, dict[str, Values]], people: Mapping[str, Person], world: World
) -> None:
    """Give each writer an open and a declined offer of a draft, and a transferred draft."""
    for name, values in things.items():
        values.update(await give_transfers(world, people[name], people["admin"]))


async def give_transfers(world: World, person: Person, admin: Person) -> dict[str, Values]:
    await world.execute("UPDATE users SET email_verified = true WHERE id = %s", person.id)
    declined = await give_offer(world, person, "declined")
    answer = await world.client.post(
        f"/api/transfers/{declined['transfer_id']}/decline", headers=admin.headers
    )
    assert answer.status_code == 200, answer.text
    sign = f"sign-{person.username}-transferred"
    post = await world.post(person, title=sign, status="draft")
    answer = await world.client.post(
        f"/api/posts/{post['id']}/transfer",
        json={"to": admin.username, "at_once": True},
        headers=admin.headers,
    )
    assert answer.status_code == 200, answer.text
    return {
        "offer": await give_offer(world, person, "offered"),
        "offer-declined": declined,
        "transfer": {"transfer_id": int(answer.headers["transfer-id"]), "sign": sign},
    }


async def give_offer(world: World, person: Person, word: str) -> Values:
    """Offer a draft; its sign is in its title and in the message."""
    sign = f"sign-{person.username}-{word}"
    post = await world.post(person, title=sign, status="draft")
    answer = await world.client.post(
        f"/api/posts/{post['id']}/transfer",
        json={"to": "admin", "message": sign},
        headers=person.headers,
    )
    assert answer.status_code == 201, answer.text
    return {"post_id": post["id"], "transfer_id": answer.json()["id"], "sign": sign}
