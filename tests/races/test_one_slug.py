"""Two concurrent requests for one slug."""

import httpx2

from tests.factories import World
from tests.races.racing import ROUNDS, count, outcome, race, restore

TAKEN = (409, "slug_taken")


async def test_restore_and_create_with_a_given_slug(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user()
    for number in range(ROUNDS):
        slug = f"same-{number}"
        post = await world.deleted_post(ada, slug=slug)
        body = {"title": "New", "content": "", "slug": slug}
        restored, created = await race(
            restore(client, admin, post["id"]),
            client.post("/api/posts", json=body, headers=ada.headers),
        )
        assert (outcome(restored), outcome(created)) in {
            ((200, None), TAKEN),
            (TAKEN, (201, None)),
        }
        assert await count(world, "posts WHERE slug = %s AND deleted_at IS NULL", slug) == 1
        [loser] = [answer for answer in (restored, created) if answer.status_code == 409]
        [winner] = [answer for answer in (restored, created) if answer.status_code != 409]
        assert loser.json()["suggested_slug"] == f"{slug}-2"
        assert loser.json()["holder_id"] == winner.json()["id"]


async def test_restore_and_create_with_a_derived_slug(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user()
    for number in range(ROUNDS):
        title = f"Same {number} title"
        post = await world.deleted_post(ada, title=title)
        slug = post["slug"]
        restored, created = await race(
            restore(client, admin, post["id"]),
            client.post("/api/posts", json={"title": title, "content": ""}, headers=ada.headers),
        )
        assert created.status_code == 201
        assert (outcome(restored), created.json()["slug"]) in {
            ((200, None), f"{slug}-2"),
            (TAKEN, slug),
        }
        assert await count(world, "posts WHERE slug = %s AND deleted_at IS NULL", slug) == 1


async def test_restore_and_restore_of_two_posts(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    for number in range(ROUNDS):
        slug = f"same-{number}"
        posts = [await world.deleted_post(ada, slug=slug) for _ in range(2)]
        answers = await race(*(restore(client, admin, post["id"]) for post in posts))
        assert sorted(map(outcome, answers)) == [(200, None), TAKEN]
        live = await world.execute(
            "SELECT id FROM posts WHERE slug = %s AND deleted_at IS NULL", slug
        )
        assert live == [(answer.json()["id"],) for answer in answers if answer.status_code == 200]


async def test_ten_restores_that_rename(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    body = {"on_conflict": "rename"}
    for number in range(max(1, ROUNDS // 10)):
        posts = [await world.deleted_post(ada, slug=f"same-{number}-x") for _ in range(10)]
        answers = await race(
            *(
                client.post(f"/api/posts/{post['id']}/restore", json=body, headers=admin.headers)
                for post in posts
            )
        )
        assert {answer.status_code for answer in answers} == {200}
        slugs = {answer.json()["slug"] for answer in answers}
        assert slugs == {f"same-{number}-x", *(f"same-{number}-x-{n}" for n in range(2, 11))}
