"""Taking pictures in: encoded in threads, written down, kept."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from blog_api.db.database import Database
from blog_api.media.commands import create_picture
from blog_api.media.schemas import FOLDER, Encoded, Kind
from blog_api.media.storing import Store
from blog_api.settings import Settings

AT_ONCE: Final = 1
SIDES: Final[dict[Kind, int]] = {"avatar": 512, "post": 2048}


class Pictures:
    """One after the other in each process: the largest needs 650 MB for a moment."""

    def __init__(self, settings: Settings) -> None:
        self.store: Final = Store(settings)
        self._root = settings.public_url
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pictures")

    def address(self, name: str) -> str:
        """Absolute, from PUBLIC_URL."""
        return f"{self._root}/{FOLDER}/{name}"

    async def encode(self, data: bytes, kind: Kind) -> Encoded:
        """Off the event loop; a request that gives up waiting is dropped."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, encode_now, data, SIDES[kind])

    async def keep(self, db: Database, owner_id: int, picture: Encoded, kind: Kind) -> str:
        """Its address. Written down first, so that no file is ever without somebody to ask for."""
        await db.write(create_picture, owner_id, picture, kind)
        await self.store.put(picture.name, picture.data)
        return self.address(picture.name)


def encode_now(data: bytes, max_side: int) -> Encoded:
    """In a thread, where Pillow is loaded as well: many a worker is never given a picture."""
    from blog_api.media.encoding import encode_picture  # noqa: PLC0415  # see above

    return encode_picture(data, max_side)
