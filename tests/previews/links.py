"""Make, read and list preview links."""

from typing import Any

import httpx2

from tests.factories import Person, World

DEAD = (404, "not_found")


def place(post_id: int) -> str:
    return f"/api/posts/{post_id}/previews"


async def make(world: World, person: Person, post_id: int, **body: Any) -> dict[str, Any]:
    """Make a link; return the response, which has the token."""
    answer = await world.client.post(place(post_id), json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def read(world: World, token: str, query: str = "") -> httpx2.Response:
    return await world.client.get(f"/api/previews/{token}{query}")


async def exchange(world: World, token: str, query: str = "") -> httpx2.Response:
    return await world.client.post(f"/api/previews{query}", json={"token": token})


async def listed(world: World, person: Person, post_id: int, query: str = "") -> dict[str, Any]:
    answer = await world.client.get(f"{place(post_id)}{query}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def is_dead(world: World, token: str) -> bool:
    """Return whether both ways of reading give the error of an unknown token, to the byte."""
    answers = [await read(world, token), await exchange(world, token)]
    unknown = await read(world, "never-made")
    same = {"type", "title", "status", "detail", "code"}
    told = [{name: answer.json()[name] for name in same} for answer in answers if answer.is_error]
    expected = {name: unknown.json()[name] for name in same}
    assert (unknown.status_code, unknown.json()["code"]) == DEAD
    assert told in ([], [expected, expected]), told
    return bool(told)
