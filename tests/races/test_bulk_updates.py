"""Bulk updates of overlapping posts, and next to single edits and deletes."""

import random

import httpx2

from tests.factories import Person, World
from tests.races.racing import ROUNDS, count, race

WORKERS = 6


async def update(
    client: httpx2.AsyncClient, person: Person, ids: list[int], **changes: object
) -> httpx2.Response:
    body = {"ids": ids} | changes
    return await client.post("/api/posts/bulk-update", json=body, headers=person.headers)


async def test_overlapping_bulk_updates(client: httpx2.AsyncClient, world: World) -> None:
    """No deadlock; each report of an update is a version."""
    ada = await world.user()
    ids = [(await world.post(ada))["id"] for _ in range(12)]
    made = 0
    for number in range(ROUNDS):
        answers = await race(
            *(
                update(client, ada, random.sample(ids, 8), category=f"{number} of {worker}")
                for worker in range(WORKERS)
            )
        )
        assert {answer.status_code for answer in answers} == {200}
        made += sum(len(answer.json()["updated"]) for answer in answers)
    assert await count(world, "post_revisions") == len(ids) + made
    assert await world.execute("SELECT sum(version) FROM posts") == [(len(ids) + made,)]


async def test_publications_of_one_title(client: httpx2.AsyncClient, world: World) -> None:
    """Every post gets a slug of its own, in any order."""
    ada, bob = await world.user(), await world.user()
    for number in range(ROUNDS):
        title = f"Round {number}"
        drafts = [
            [(await world.post(author, title=title, status="draft"))["id"] for _ in range(4)]
            for author in (ada, bob)
        ]
        answers = await race(
            *(
                update(client, author, ids, status="published")
                for author, ids in zip((ada, bob), drafts, strict=True)
            )
        )
        assert [answer.json()["updated"] for answer in answers] == drafts
        slugs = await world.execute("SELECT slug FROM posts WHERE title = %s", title)
        stem = f"round-{number}"
        assert {slug for (slug,) in slugs} == {stem, *(f"{stem}-{n}" for n in range(2, 9))}


async def test_bulk_updates_and_deletes(client: httpx2.AsyncClient, world: World) -> None:
    """A post in the trash is never changed."""
    ada = await world.user()
    for number in range(ROUNDS):
        ids = [(await world.post(ada))["id"] for _ in range(4)]
        deletes = [client.delete(f"/api/posts/{key}", headers=ada.headers) for key in ids]
        updated, *gone = await race(update(client, ada, ids, category=f"C{number}"), *deletes)
        assert {answer.status_code for answer in gone} == {204}
        report = updated.json()
        assert sorted(report["updated"] + report["not_found"]) == ids
        changed = await count(world, "posts WHERE category = %s", f"C{number}")
        assert changed == len(report["updated"])
