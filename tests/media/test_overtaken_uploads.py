"""Uploads whose row is deleted before their file is written: the file is queued for removal."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from blog_api.errors import MediaUnavailableError
from blog_api.media.cleanup import sweep
from blog_api.media.processing import encode_picture
from blog_api.media.removals import claim_removal, queue_orphan, settle_removal
from blog_api.media.uploads import ImageService
from tests.factories import Person, World
from tests.media.conftest import AVATAR, BOTH, Files, Send, rows
from tests.media.drawing import BLUE, RED, picture

Before = Callable[[], Awaitable[None]]
Delay = Callable[[Before], None]


@pytest.fixture
def images(world: World) -> ImageService:
    found: ImageService = world.app.state.images
    return found


@pytest.fixture
def delay(images: ImageService, monkeypatch: pytest.MonkeyPatch) -> Delay:
    """Return a function that has something done before the next file is written."""

    def do_before_next(before: Before) -> None:
        put, waiting = images.store.put, [before]

        async def put_after(name: str, data: bytes) -> None:
            if waiting:
                await waiting.pop()()
            await put(name, data)

        monkeypatch.setattr(images.store, "put", put_after)

    return do_before_next


async def queued(world: World) -> set[str]:
    return {name for (name,) in await world.execute("SELECT name FROM picture_removals")}


async def test_an_avatar_that_another_overtakes_leaves_no_file(
    world: World, send: Send, files: Files, ada: Person, delay: Delay
) -> None:
    async def upload_another() -> None:
        assert (await send(ada, picture(colour=BLUE), *AVATAR)).status_code == 200

    delay(upload_another)
    answer = await send(ada, picture(colour=RED), *AVATAR)
    shown = answer.json()["avatar_url"].rpartition("/")[2]
    assert await rows(world) == [(shown, "avatar")]
    assert (files(), await queued(world)) == ({shown}, set())


@pytest.mark.parametrize("is_swept", [True, False])
@pytest.mark.parametrize("route", BOTH)
async def test_the_file_of_an_account_that_is_deleted_during_the_upload(  # noqa: PLR0913, PLR0917  # all fixtures
    world: World,
    send: Send,
    files: Files,
    ada: Person,
    delay: Delay,
    images: ImageService,
    route: tuple[str, str],
    is_swept: bool,
) -> None:
    async def delete_owner() -> None:
        await world.execute("DELETE FROM users WHERE id = %s", ada.id)
        if is_swept:
            await sweep(world.db, images.store)

    delay(delete_owner)
    await send(ada, picture(), *route)
    assert files() == await queued(world)
    await sweep(world.db, images.store)
    assert (files(), await queued(world)) == (set(), set())


async def test_a_file_that_is_written_with_an_error(
    world: World,
    files: Files,
    ada: Person,
    images: ImageService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The response of a bucket may be lost after the file is written."""
    put = images.store.put

    async def lose_response(name: str, data: bytes) -> None:
        await world.execute("DELETE FROM pictures")
        await sweep(world.db, images.store)
        await put(name, data)
        raise MediaUnavailableError

    monkeypatch.setattr(images.store, "put", lose_response)
    with pytest.raises(MediaUnavailableError):
        await images.keep(world.db, ada.id, encode_picture(picture(), 64), "post")
    assert files() == await queued(world) != set()


async def test_a_request_that_ends_while_its_file_is_written(
    world: World, files: Files, ada: Person, delay: Delay, images: ImageService
) -> None:
    is_writing, goes_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        is_writing.set()
        await goes_on.wait()

    delay(wait)
    others = asyncio.all_tasks()
    image = encode_picture(picture(), 64)
    upload = asyncio.create_task(images.keep(world.db, ada.id, image, "post"))
    await is_writing.wait()
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    await world.execute("DELETE FROM pictures")
    await sweep(world.db, images.store)
    goes_on.set()
    await asyncio.gather(*(asyncio.all_tasks() - others))
    assert files() == await queued(world) == {image.name}


async def test_a_file_that_is_written_between_its_removal_and_the_end_of_it(
    world: World, files: Files, ada: Person, images: ImageService
) -> None:
    image = encode_picture(picture(), 64)
    await images.keep(world.db, ada.id, image, "post")
    await world.execute("DELETE FROM pictures")
    claim = await world.db.write(claim_removal, image.name)
    assert claim is not None
    await images.store.remove(image.name)
    await images.store.put(image.name, image.data)
    await world.db.write(queue_orphan, image.name)
    await world.db.write(settle_removal, image.name, claim)
    assert files() == await queued(world) == {image.name}
    await world.execute("UPDATE picture_removals SET claimed_until = now() - interval '1 second'")
    assert await sweep(world.db, images.store) == 1
    assert (files(), await queued(world)) == (set(), set())


async def test_a_file_with_an_owner_is_not_queued(world: World, send: Send, ada: Person) -> None:
    await send(ada, picture())
    assert (len(await rows(world)), await queued(world)) == (1, set())
