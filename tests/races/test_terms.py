"""Two concurrent undos of changes of a term."""

import itertools

import httpx2

from tests.factories import World
from tests.races.racing import ROUNDS, race


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
