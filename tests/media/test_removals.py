"""Removal of orphaned files, concurrent with uploads of the same image."""

import asyncio

from typing_extensions import override

from blog_api.media.cleanup import sweep
from blog_api.media.removals import claim_removal, settle_removal
from blog_api.media.storage import Store
from blog_api.settings import Settings
from tests.factories import Person, World
from tests.media.conftest import Files, Send
from tests.media.drawing import picture
from tests.media.test_life import upload_both


class WatchfulStore(Store):
    """Inspects the database when a file is removed."""

    def __init__(self, settings: Settings, world: World) -> None:
        super().__init__(settings)
        self.world = world
        self.busy: list[int] = []

    @override
    async def remove(self, name: str) -> None:
        """Remove it, and count the connections with an open transaction."""
        held = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
        [(count,)] = await self.world.execute(f"{held} state LIKE 'idle in transaction%%'")
        self.busy.append(count)
        await super().remove(name)


async def test_the_store_is_asked_without_an_open_transaction(
    world: World, send: Send, settings: Settings, ada: Person, files: Files
) -> None:
    await upload_both(send, ada)
    await world.execute("DELETE FROM users WHERE id = %s", ada.id)
    store = WatchfulStore(settings, world)
    assert await sweep(world.db, store) == 2
    assert (store.busy, files()) == ([0, 0], set())


async def test_an_upload_waits_for_the_removal_of_the_same_file(
    world: World, send: Send, fetch: Send, settings: Settings, ada: Person
) -> None:
    name = (await send(ada, picture())).json()["url"].rpartition("/")[2]
    await world.execute("DELETE FROM users WHERE id = %s", ada.id)
    claim = await world.db.write(claim_removal, name)
    assert claim is not None
    assert not await world.db.write(claim_removal, name)
    bob = await world.user()
    upload = asyncio.ensure_future(send(bob, picture()))
    await asyncio.sleep(0.2)
    assert not upload.done()
    await Store(settings).remove(name)
    await world.db.write(settle_removal, name, claim)
    answer = await upload
    assert answer.status_code == 201
    assert (await fetch(answer.json()["url"])).status_code == 200


async def test_a_removal_that_takes_too_long_is_told(world: World, send: Send, ada: Person) -> None:
    name = (await send(ada, picture())).json()["url"].rpartition("/")[2]
    await world.execute("DELETE FROM users WHERE id = %s", ada.id)
    await world.db.write(claim_removal, name)
    bob = await world.user()
    answer = await send(bob, picture())
    assert (answer.status_code, answer.json()["code"]) == (503, "media_unavailable")
    await world.execute("UPDATE picture_removals SET claimed_until = now() - interval '1 second'")
    assert (await send(bob, picture())).status_code == 201
