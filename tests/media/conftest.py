"""Uploads, and the contents of the store."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import httpx2
import pytest

from blog_api.settings import Settings
from tests.factories import Person, World

AVATAR = ("PUT", "/api/users/me/avatar")
MEDIA = ("POST", "/api/media")
BOTH = [pytest.param(AVATAR, id="avatar"), pytest.param(MEDIA, id="media")]
Files = Callable[[], set[str]]
Send = Callable[..., Awaitable[httpx2.Response]]


@pytest.fixture
def files(settings: Settings) -> Files:
    """Return the names of all files in the store."""
    folder = settings.blog_data_dir / "media"

    def names() -> set[str]:
        found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        return found - {"folder-id"}

    return names


@pytest.fixture(autouse=True)
def nothing_kept(settings: Settings) -> None:
    """Begin each test with an empty store."""
    folder = settings.blog_data_dir / "media"
    for path in folder.iterdir() if folder.is_dir() else ():
        path.unlink()


@pytest.fixture
def send(client: httpx2.AsyncClient) -> Send:
    """Upload bytes with a name and a type that need not be true."""

    async def send_file(  # noqa: PLR0913, PLR0917  # all that a form can fake
        person: Person,
        data: bytes,
        method: str = MEDIA[0],
        path: str = MEDIA[1],
        media_type: str = "image/png",
        name: str = "picture.png",
    ) -> httpx2.Response:
        return await client.request(
            method, path, files={"file": (name, data, media_type)}, headers=person.headers
        )

    return send_file


@pytest.fixture
def fetch(client: httpx2.AsyncClient) -> Send:
    """Request an image by its absolute path, without credentials."""

    async def fetch_picture(url: str, **headers: str) -> httpx2.Response:
        return await client.get(urlsplit(url).path, headers=headers)

    return fetch_picture


async def rows(world: World) -> list[tuple[str, str]]:
    """Return name and kind of every image."""
    found = await world.execute("SELECT name, kind FROM pictures ORDER BY created_at")
    return [(name, kind) for name, kind in found]


@pytest.fixture
async def ada(world: World) -> Person:
    """Return a user with an image of each kind."""
    return await world.user("ada")
