"""Concurrent changes of terms, and undos of them."""

import itertools

import httpx2

from tests.factories import World
from tests.races.racing import ROUNDS, outcome, race


async def test_undo_and_undo_of_the_change_before(client: httpx2.AsyncClient, world: World) -> None:
    admin = await world.admin()
    for number in range(ROUNDS):
        names = [f"{name}-{number}" for name in ("jazz", "music", "sound")]
        posts = [await world.post(admin, tags=[name]) for name in names[:2] for _ in range(3)]
        addresses = []
        for old, new in itertools.pairwise(names):
            renamed = await client.patch(
                f"/api/tags/{old}", json={"name": new}, headers=admin.headers
            )
            addresses.append(f"/api/term-changes/{renamed.json()['id']}/undo")
        first, second = await race(*(client.post(a, headers=admin.headers) for a in addresses))
        assert second.json() == {"restored": 6, "left": 0}
        again = await client.post(addresses[0], headers=admin.headers)
        assert first.json()["restored"] + again.json()["restored"] == 3
        for post in posts:
            now = await client.get(f"/api/posts/{post['id']}")
            assert now.json()["tags"] == post["tags"]


async def test_two_merges_of_each_other(client: httpx2.AsyncClient, world: World) -> None:
    """Every post keeps one of the tags or both; none loses its last, and versions tell."""
    admin = await world.admin()
    for number in range(ROUNDS):
        one, other = f"jazz-{number}", f"music-{number}"
        posts = [
            await world.post(admin, tags=tags)
            for tags in ([one], [other], [one, other], [other, one])
            for _ in range(2)
        ]
        answers = await race(
            *(
                client.patch(f"/api/tags/{old}", json={"name": new}, headers=admin.headers)
                for old, new in ((one, other), (other, one))
            )
        )
        assert set(map(outcome, answers)) <= {(200, None), (404, "not_found")}
        assert 200 in {answer.status_code for answer in answers}
        for post in posts:
            now = (await client.get(f"/api/posts/{post['id']}")).json()
            assert now["tags"]
            assert set(now["tags"]) <= {one, other}
        rows = await world.execute(
            "SELECT count(*) FROM posts p WHERE NOT EXISTS (SELECT FROM post_revisions r "
            "WHERE r.post_id = p.id AND r.version = p.version AND r.tags = p.tags)"
        )
        assert rows == [(0,)]


async def test_rename_and_bulk_restore(client: httpx2.AsyncClient, world: World) -> None:
    admin = await world.admin()
    for number in range(ROUNDS):
        old, new = f"jazz-{number}", f"music-{number}"
        ids = [(await world.deleted_post(admin, tags=[old]))["id"] for _ in range(6)]
        renamed, restored = await race(
            client.patch(f"/api/tags/{old}", json={"name": new}, headers=admin.headers),
            client.post("/api/posts/bulk-restore", json={"ids": ids}, headers=admin.headers),
        )
        assert {outcome(renamed), outcome(restored)} == {(200, None)}
        rows = await world.execute("SELECT DISTINCT tags FROM posts WHERE id = ANY(%s)", ids)
        assert rows == [([new],)]
