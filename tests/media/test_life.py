"""Images share the state of their owner: hidden in the trash, restored, purged."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from blog_api.db.database import Transaction
from blog_api.errors import MediaUnavailableError
from blog_api.media.cleanup import remove_file
from blog_api.media.commands import create_image
from blog_api.media.processing import encode_picture
from blog_api.media.storage import Store
from blog_api.permissions import Actor
from blog_api.settings import Settings
from blog_api.users.commands import set_avatar
from tests.cli.conftest import Run, run
from tests.cli.test_purging import purge
from tests.factories import Person, World
from tests.media.conftest import AVATAR, Files, Send, rows
from tests.media.drawing import BLUE, RED, picture

__all__ = ["run"]


async def upload_both(send: Send, person: Person) -> list[str]:
    """Return the paths of an avatar and of an image for a post."""
    avatar = await send(person, picture(colour=RED), *AVATAR)
    media = await send(person, picture(colour=BLUE))
    return [avatar.json()["avatar_url"], media.json()["url"]]


async def statuses(fetch: Send, urls: list[str]) -> set[int]:
    return {(await fetch(url)).status_code for url in urls}


async def test_in_the_trash_with_its_owner_and_back(
    client: httpx2.AsyncClient, world: World, send: Send, fetch: Send, ada: Person
) -> None:
    urls, admin = await upload_both(send, ada), await world.admin()
    await world.delete("/api/users/me", ada)
    assert await statuses(fetch, urls) == {404}
    tags = [(await fetch(url, **{"If-None-Match": "*"})).status_code for url in urls]
    assert tags == [404, 404]
    answer = await client.post(f"/api/users/{ada.id}/restore", headers=admin.headers)
    assert answer.json()["avatar_url"] == urls[0]
    assert await statuses(fetch, urls) == {200}


async def test_who_is_deactivated_keeps_what_they_showed(
    client: httpx2.AsyncClient, world: World, send: Send, fetch: Send, ada: Person
) -> None:
    urls, admin = await upload_both(send, ada), await world.admin()
    await client.patch(f"/api/users/{ada.id}", json={"is_active": False}, headers=admin.headers)
    assert await statuses(fetch, urls) == {200}


async def test_a_hard_delete_takes_the_files(  # noqa: PLR0913, PLR0917  # all fixtures
    client: httpx2.AsyncClient, world: World, send: Send, fetch: Send, files: Files, ada: Person
) -> None:
    urls, admin = await upload_both(send, ada), await world.admin()
    assert len(files()) == 2
    answer = await client.delete(f"/api/users/{ada.id}?hard_delete=true", headers=admin.headers)
    assert answer.status_code == 204
    assert (files(), await rows(world)) == (set(), [])
    assert await statuses(fetch, urls) == {404}
    assert await world.execute("SELECT * FROM picture_removals") == []


async def test_an_image_of_two_owners_stays(
    client: httpx2.AsyncClient, world: World, send: Send, fetch: Send, ada: Person
) -> None:
    urls, other, admin = await upload_both(send, ada), await world.user(), await world.admin()
    assert await upload_both(send, other) == urls
    await world.delete("/api/users/me", ada)
    assert await statuses(fetch, urls) == {200}
    await client.delete(f"/api/users/{ada.id}?hard_delete=true", headers=admin.headers)
    assert await statuses(fetch, urls) == {200}


async def test_purge_takes_the_files_of_accounts_that_it_removes(
    run: Run, world: World, send: Send, tmp_path: Path, ada: Person
) -> None:
    """The command has another data folder here, so its store gets the same files."""
    urls = await upload_both(send, ada)
    store = Store(Settings(_env_file=None, blog_data_dir=tmp_path))
    names = {url.rpartition("/")[2] for url in urls}
    for name in names:
        await store.put(name, b"bytes")
    await world.delete("/api/users/me", ada)
    await world.execute("UPDATE users SET deleted_at = now() - interval '31 days'")
    assert await purge(run) == "Removed 2 files of pictures that nobody has any more."
    assert list((tmp_path / "media").iterdir()) == []


async def test_purge_takes_pictures_for_posts_that_no_post_shows(
    run: Run, world: World, send: Send, ada: Person
) -> None:
    shown, quoted, unused, fresh = [
        (await send(ada, picture(colour=(shade, 0, 0)))).json()["url"] for shade in (1, 2, 3, 4)
    ]
    await send(ada, picture(), *AVATAR)
    await world.post(ada, image_url=shown)
    await world.deleted_post(ada, content=f"Look: ![]({quoted}) there.")
    await world.execute(
        "UPDATE pictures SET created_at = now() - interval '25 hours' WHERE NOT name = %s",
        fresh.rpartition("/")[2],
    )
    await purge(run, "--dry-run")
    assert len(await rows(world)) == 5
    await purge(run)
    kept = {name for name, kind in await rows(world) if kind == "post"}
    assert kept == {url.rpartition("/")[2] for url in (shown, quoted, fresh)}
    assert unused.rpartition("/")[2] not in kept


@pytest.mark.parametrize("rest", ["", "The same words around both of them. " * 20])
async def test_purge_leaves_pictures_of_former_versions(
    run: Run, world: World, send: Send, ada: Person, rest: str
) -> None:
    """Also if the text is stored as a difference, and until the version is redacted."""
    first, second, third, shown = [
        (await send(ada, picture(colour=(shade, 0, 0)))).json()["url"] for shade in (1, 2, 3, 4)
    ]
    post = await world.post(ada, content=f"{rest}![]({first}) {rest}", image_url=shown)
    path, admin = f"/api/posts/{post['id']}", await world.admin()
    for url in (second, third):
        body = {"content": f"{rest}![]({url}) {rest}", "image_url": None}
        assert (await world.client.patch(path, json=body, headers=ada.headers)).status_code == 200
    await world.execute("UPDATE pictures SET created_at = now() - interval '25 hours'")
    await purge(run)
    assert len(await rows(world)) == 4
    gone = f"{path}/revisions/2?reason=Pasted"
    assert (await world.client.delete(gone, headers=admin.headers)).status_code == 204
    await purge(run)
    kept = {name for name, _ in await rows(world)}
    assert kept == {url.rpartition("/")[2] for url in (first, third, shown)}


async def test_uploads_and_deletes_of_one_picture_at_once(
    client: httpx2.AsyncClient, world: World, send: Send, fetch: Send
) -> None:
    """Every referenced image is in the store."""
    people = [await world.user() for _ in range(4)]

    async def come_and_go(person: Person) -> None:
        for _ in range(6):
            assert (await send(person, picture(), *AVATAR)).status_code == 200
            answer = await client.delete("/api/users/me/avatar", headers=person.headers)
            assert answer.status_code == 204
        assert (await send(person, picture(), *AVATAR)).status_code == 200

    await asyncio.gather(*(come_and_go(person) for person in people))
    urls = [(await client.get(f"/api/users/{person.id}")).json()["avatar_url"] for person in people]
    assert len(set(urls)) == 1
    assert await statuses(fetch, urls) == {200}
    assert len(await rows(world)) == 4


async def test_of_two_avatars_at_once_one_stays(
    client: httpx2.AsyncClient, world: World, send: Send, fetch: Send, ada: Person
) -> None:
    for _ in range(5):
        answers = await asyncio.gather(
            *(send(ada, picture(colour=(shade, 0, 0)), *AVATAR) for shade in range(6))
        )
        assert {answer.status_code for answer in answers} == {200}
        url = (await client.get(f"/api/users/{ada.id}")).json()["avatar_url"]
        assert (await fetch(url)).status_code == 200
        assert await rows(world) == [(url.rpartition("/")[2], "avatar")]


async def test_an_avatar_that_was_begun_before_another_and_ends_after_it(
    world: World, send: Send, ada: Person
) -> None:
    early = encode_picture(picture(colour=RED), 64)
    async with world.db.pool.connection() as connection, connection.transaction():
        await create_image(
            Transaction(connection, {"public_url": "", "storage_quota": 0}), ada.id, early, "avatar"
        )
        late = (await send(ada, picture(colour=BLUE), *AVATAR)).json()["avatar_url"]
    actor = Actor(ada.id, "ada", "user", 0)
    url = late.replace(late.rpartition("/")[2], early.name)
    assert (await world.db.write(set_avatar, actor, early.name)).avatar_url == url
    assert await rows(world) == [(early.name, "avatar")]


async def test_a_store_that_is_away_is_told(
    client: httpx2.AsyncClient,
    world: World,
    send: Send,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = await world.user()
    url = (await send(person, picture())).json()["url"]
    broken = Store(settings.model_copy(update={"media_url": "s3://nowhere"}))
    monkeypatch.setattr(world.app.state.images, "store", broken)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    for answer in (
        await client.get(url.removeprefix("http://127.0.0.1:8000")),
        await send(person, picture(colour=BLUE)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (503, "media_unavailable")
    assert (await client.delete("/api/users/me/avatar", headers=person.headers)).is_success


async def test_what_cannot_be_removed_waits(
    client: httpx2.AsyncClient, world: World, send: Send, tmp_path: Path, ada: Person
) -> None:
    await upload_both(send, ada)
    await world.execute("DELETE FROM users WHERE id = %s", ada.id)
    [(name,), _] = await world.execute("SELECT name FROM picture_removals")
    (tmp_path / "media").write_text("no folder")
    blocked = Store(Settings(_env_file=None, blog_data_dir=tmp_path))
    with pytest.raises(MediaUnavailableError):
        await remove_file(world.db, blocked, name)
    assert len(await world.execute("SELECT name FROM picture_removals")) == 2
    await world.execute("UPDATE picture_removals SET claimed_until = now() - interval '1 second'")
    other = await world.user()
    assert (await client.delete("/api/users/me/avatar", headers=other.headers)).is_success
    assert await world.execute("SELECT name FROM picture_removals") == []
