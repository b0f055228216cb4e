"""Restore requests of the contract tests."""

from typing import Any

from tests.factories import Person, World


async def give_requests(world: World, person: Person, admin: Person) -> dict[str, dict[str, Any]]:
    """Create an open and a declined request, each for a draft in the trash."""
    declined = await give_request(world, person, "refused")
    answer = await world.client.post(
        f"/api/restore-requests/{declined['request_id']}/decline",
        json={"reason": declined["sign"]},
        headers=admin.headers,
    )
    assert answer.status_code == 200, answer.text
    return {"request": await give_request(world, person, "asked"), "request-declined": declined}


async def give_request(world: World, person: Person, word: str) -> dict[str, Any]:
    sign = f"sign-{person.username}-{word}"
    post = await world.deleted_post(person, title=sign, status="draft")
    answer = await world.client.post(
        f"/api/trash/posts/{post['id']}/restore-request",
        json={"note": sign},
        headers=person.headers,
    )
    assert answer.status_code == 201, answer.text
    return {"request_id": answer.json()["id"], "sign": sign}
