"""Requests for working copies."""

from typing import Any, Final

import httpx2

from tests.factories import Person, World

WORDS: Final[dict[str, Any]] = {
    "title": "Mine",
    "content": "My words.",
    "excerpt": None,
    "category": "c",
    "tags": ["x", "y"],
    "image_url": "https://example.com/a.png",
    "slug": "mine",
}


async def put(
    world: World, person: Person, post_id: int, headers: dict[str, str] | None = None, **body: Any
) -> httpx2.Response:
    path = f"/api/posts/{post_id}/working-copy"
    sent = {"base_version": 1} | body
    return await world.client.put(path, json=sent, headers=person.headers | (headers or {}))


async def get(world: World, person: Person, post_id: int) -> httpx2.Response:
    path = f"/api/posts/{post_id}/working-copy"
    return await world.client.get(path, headers=person.headers)


async def delete(world: World, person: Person, post_id: int, **headers: str) -> httpx2.Response:
    path = f"/api/posts/{post_id}/working-copy"
    return await world.client.delete(path, headers=person.headers | headers)


async def apply(
    world: World,
    person: Person,
    post_id: int,
    headers: dict[str, str] | None = None,
    **body: Any,
) -> httpx2.Response:
    path = f"/api/posts/{post_id}/working-copy/apply"
    return await world.client.post(path, json=body, headers=person.headers | (headers or {}))


async def listed(world: World, person: Person, query: str = "") -> dict[str, Any]:
    answer = await world.client.get(f"/api/working-copies{query}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
