"""Preview links made while what they depend on goes away."""

import httpx2

from tests.factories import World
from tests.previews.links import is_dead, place
from tests.races.racing import ROUNDS, count, outcome, race

GONE = {(201, None), (404, "not_found")}


async def test_make_and_delete_the_post(client: httpx2.AsyncClient, world: World) -> None:
    author, admin = await world.user(), await world.admin()
    for _ in range(ROUNDS):
        post_id = (await world.post(author, status="draft"))["id"]
        made, deleted = await race(
            client.post(place(post_id), headers=author.headers),
            client.delete(f"/api/posts/{post_id}", headers=author.headers),
        )
        assert outcome(made) in GONE
        assert outcome(deleted) == (204, None)
        assert await count(world, "post_previews WHERE post_id = %s", post_id) == 0
        restored = f"/api/posts/{post_id}/restore"
        assert (await client.post(restored, json={}, headers=admin.headers)).status_code == 200
        if made.status_code == 201:
            assert await is_dead(world, made.json()["token"])


async def test_make_and_delete_the_maker(client: httpx2.AsyncClient, world: World) -> None:
    admin = await world.admin()
    for _ in range(ROUNDS):
        author = await world.user()
        post_id = (await world.post(author, status="draft"))["id"]
        made, deleted = await race(
            client.post(place(post_id), headers=author.headers),
            client.delete(f"/api/users/{author.id}", headers=admin.headers),
        )
        assert outcome(made) in GONE | {(401, "invalid_token")}
        assert outcome(deleted) == (204, None)
        assert await count(world, "post_previews WHERE maker_id = %s", author.id) == 0


async def test_twenty_are_exact(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    post_id = (await world.post(author, status="draft"))["id"]
    answers = await race(*(client.post(place(post_id), headers=author.headers) for _ in range(30)))
    assert sorted(map(outcome, answers)) == [(201, None)] * 20 + [(409, "too_many_previews")] * 10


async def test_revoke_and_revoke(client: httpx2.AsyncClient, world: World) -> None:
    author, admin = await world.user(), await world.admin()
    post_id = (await world.post(author, status="draft"))["id"]
    for _ in range(ROUNDS):
        made = await client.post(place(post_id), headers=author.headers)
        path = f"{place(post_id)}/{made.json()['id']}"
        answers = await race(
            *(client.delete(path, headers=person.headers) for person in (author, admin))
        )
        assert sorted(map(outcome, answers)) == [(204, None), (404, "not_found")]
