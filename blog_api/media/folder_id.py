"""Id of the media folder, stored in the folder and in the database.

Servers of one blog must see one folder, or use a bucket. A server whose folder has another id than
the database names would answer 404 for images that exist; it refuses to serve images instead.
"""

import asyncio
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from blog_api.data_folder import make_private_folder
from blog_api.db.database import Database
from blog_api.errors import MediaUnavailableError
from blog_api.logs import log_event
from blog_api.media.folder_claims import claim_folder
from blog_api.media.schemas import FOLDER
from blog_api.settings import Settings

logger = logging.getLogger("blog_api.media")

FILE: Final = "folder-id"
OTHER_FOLDER: Final = "This server does not have the images of the blog; its log says why."
REMEDY: Final = (
    "all servers need one media folder, or MEDIA_URL; if this folder is the right one, "
    "UPDATE blog_settings SET media_folder = NULL"
)


class FolderId:
    """Id of this server's folder; with a bucket there is none, and nothing is checked."""

    def __init__(self, settings: Settings) -> None:
        self._folder: Final = None if settings.media_url else settings.blog_data_dir / FOLDER
        self._own: UUID | None = None
        self._is_claimed = False

    async def require(self, stored: UUID | None) -> None:
        """Raise `MediaUnavailableError` if the database names another folder."""
        if self._folder is None or stored is None or stored == self._own:
            return
        self._own = await asyncio.to_thread(read_id, self._folder)
        if stored != self._own:
            log_event(
                logger,
                logging.ERROR,
                "media.other_folder",
                folder=str(self._folder),
                folder_id=self._own and str(self._own),
                expected=str(stored),
                remedy=REMEDY,
            )
            raise MediaUnavailableError(OTHER_FOLDER)

    async def claim(self, db: Database) -> None:
        """Before the first upload, store the id; raise an error if another one is stored."""
        if self._folder is None or self._is_claimed:
            return
        own = await asyncio.to_thread(make_id, self._folder)
        await self.require(await db.write(claim_folder, own))
        self._is_claimed = True


def read_id(folder: Path) -> UUID | None:
    try:
        return UUID((folder / FILE).read_text().strip())
    except (OSError, ValueError):
        return None


def make_id(folder: Path) -> UUID:
    """Return the id of the folder; of concurrent calls the first one makes it."""
    make_private_folder(folder)
    new = folder / f"{FILE}#{os.getpid()}"  # backups leave out names with a `#`
    new.write_text(f"{uuid4()}\n")
    with suppress(FileExistsError):
        os.link(new, folder / FILE)
    new.unlink()
    found = read_id(folder)
    if found is None:
        raise MediaUnavailableError(OTHER_FOLDER)
    return found
