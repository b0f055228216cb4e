"""Image uploads: a queue with a budget for each account, then processing, row and file."""

import asyncio
from collections.abc import Callable
from typing import Final

from blog_api.db.database import Database
from blog_api.errors import MediaUnavailableError
from blog_api.fair_share import Budget, FairThreads
from blog_api.media.commands import create_image
from blog_api.media.folder_id import FolderId
from blog_api.media.removals import queue_orphan
from blog_api.media.schemas import FOLDER, Encoded, Kind
from blog_api.media.storage import Store
from blog_api.settings import Settings
from blog_api.thread_priority import lower_priority

AT_ONCE: Final = 1
SIDES: Final[dict[Kind, int]] = {"avatar": 512, "post": 2048}
# Retries while a file of the same name is being removed, which takes milliseconds.
PAUSES_S: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 0)
# The key that imports share in the queue; they are charged to nobody's budget.
IMPORT: Final = "import"


class ImageService:
    """Image encoder with one job at a time per process: decision 0016 has its memory."""

    def __init__(self, settings: Settings) -> None:
        self.store: Final = Store(settings)
        self.folder_id: Final = FolderId(settings)
        # Pixels: eight of the largest PNGs, or sixty phone photographs; then 12 % of a core.
        self.budget = Budget(burst=200_000_000, per_second=2_000_000)
        self._root = settings.public_url
        self._threads = FairThreads(AT_ONCE, "pictures", lower_priority)

    def address(self, name: str) -> str:
        return f"{self._root}/{FOLDER}/{name}"

    async def encode(self, data: bytes, kind: Kind, owner_id: int | None = None) -> Encoded:
        """Encode off the event loop; raise `ThrottledError` beyond the owner's budget."""

        # Called in the only thread, so no two jobs check the budget between these lines.
        def pay(pixels: int) -> None:
            if owner_id is not None:
                self.budget.require(owner_id, pixels)
                self.budget.charge(owner_id, pixels)

        return await self._threads.run(
            IMPORT if owner_id is None else owner_id, lambda: encode_now(data, SIDES[kind], pay)
        )

    async def keep(self, db: Database, owner_id: int, image: Encoded, kind: Kind) -> str:
        """Store an image and return its URL; first its row, so that no file is without one.

        A concurrent request may delete the row, and have the file removed, before it is written.
        """
        await self.folder_id.claim(db)
        for pause_s in PAUSES_S:
            if await db.write(create_image, owner_id, image, kind):
                # Not cancelled with the request, as the thread that writes is not.
                await asyncio.shield(self._write(db, image))
                return self.address(image.name)
            await asyncio.sleep(pause_s)
        raise MediaUnavailableError

    async def _write(self, db: Database, image: Encoded) -> None:
        try:
            await self.store.put(image.name, image.data)
        finally:  # a store that raises an error may have written it
            await db.write(queue_orphan, image.name)


def encode_now(data: bytes, max_side: int, pay: Callable[[int], None]) -> Encoded:
    """Encode an image; Pillow is imported in the thread, since many workers never get an image."""
    from blog_api.media.processing import encode_picture  # noqa: PLC0415  # see above

    return encode_picture(data, max_side, pay)
