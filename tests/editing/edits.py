"""Requests that edit posts, and the versions that they are made against."""

from typing import Any, Final

import httpx2

from tests.factories import Person, World

LINES: Final = "".join(f"Line {number}.\n\n" for number in range(6))


def tag(post_id: int, version: int) -> dict[str, str]:
    return {"If-Match": f'"post-{post_id}-{version}"'}


async def patch(
    world: World, person: Person, post_id: int, query: str = "", version: int = 0, **body: Any
) -> httpx2.Response:
    """Edit a post; 0 sends no If-Match."""
    headers = person.headers | (tag(post_id, version) if version else {})
    return await world.client.patch(f"/api/posts/{post_id}{query}", json=body, headers=headers)


async def merge(
    world: World, person: Person, post_id: int, version: int, **body: Any
) -> httpx2.Response:
    return await patch(world, person, post_id, "?on_conflict=merge", version, **body)


async def read(world: World, person: Person, post_id: int) -> dict[str, Any]:
    answer = await world.client.get(f"/api/posts/{post_id}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def last_revision(world: World, person: Person, post_id: int) -> dict[str, Any]:
    path = f"/api/posts/{post_id}/revisions?limit=1"
    answer = await world.client.get(path, headers=person.headers)
    found: dict[str, Any] = answer.json()["items"][0]
    return found
