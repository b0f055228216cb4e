"""Images of imported posts: encoded and stored before their posts are written."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from blog_api.db.database import Database
from blog_api.errors import AppError, MediaUnavailableError, PictureAnimatedError
from blog_api.import_export.commands.batch import Assigned
from blog_api.import_export.files import MEBIBYTE
from blog_api.import_export.preparation import render_checked, replace_addresses
from blog_api.import_export.records import UnreadableError
from blog_api.media.processing import inspect_picture
from blog_api.media.schemas import NAME, Encoded
from blog_api.media.uploads import ImageService

MAX_IMAGE_BYTES: Final = 32 * MEBIBYTE


class ImageStore:
    """Stores each file once per run and owner; a dry run reads every file and stores none."""

    def __init__(self, db: Database, pictures: ImageService, *, dry_run: bool) -> None:
        self._db = db
        self._images = pictures
        self._dry_run = dry_run
        self._stored: dict[tuple[Path, int], str] = {}

    @property
    def has_stored(self) -> bool:
        return bool(self._stored)

    async def place(self, assigned: Assigned, notes: list[str]) -> Assigned:
        """Return the post with the addresses of its stored images; note those left out."""
        post = assigned.post
        if post.image_file is None and not post.images:
            return assigned
        targets = await self._store_all(post.images, assigned.author_id, notes)
        content = replace_addresses(post.data.content, targets)
        changes = {"content": content}
        if post.image_file is not None:
            url = await self._store(post.image_file, assigned.author_id, notes)
            changes |= {"image_url": url} if url else {}
        html = render_checked(content) if targets else assigned.html
        return replace(
            assigned, post=replace(post, data=post.data.model_copy(update=changes)), html=html
        )

    async def _store_all(
        self, images: Mapping[str, Path], owner_id: int, notes: list[str]
    ) -> dict[str, str]:
        found = {
            address: await self._store(file, owner_id, notes) for address, file in images.items()
        }
        # An address without a host that is the stored file's own stays as it was written.
        return {
            address: url
            for address, url in found.items()
            if url is not None and not url.endswith(f"{address}")
        }

    async def _store(self, file: Path, owner_id: int, notes: list[str]) -> str | None:
        """Return the address of the stored file; None, with a note, if it is not an image."""
        key = (file, owner_id)
        if key not in self._stored:
            try:
                self._stored[key] = await self._encode_and_keep(file, owner_id)
            except MediaUnavailableError:
                raise
            except (AppError, UnreadableError, OSError) as error:
                notes.append(f"its image {file.name!a} is not imported: {reason_of(error)}")
                return None
        return self._stored[key]

    async def _encode_and_keep(self, file: Path, owner_id: int) -> str:
        image = await self._encode(file)
        if self._dry_run:
            return self._images.address(image.name)
        return await self._images.keep(self._db, owner_id, image, "post")

    async def _encode(self, file: Path) -> Encoded:
        """Accept a file named by its own hash without encoding: it was encoded here before."""
        data = read_image(file)
        if NAME.fullmatch(file.name):
            return inspect_picture(file.name, data)
        return await self._images.encode(data, "post")


def reason_of(error: Exception) -> str:
    if isinstance(error, PictureAnimatedError):
        return "It is animated"
    return str(error).rstrip(".")


def read_image(file: Path) -> bytes:
    if file.stat().st_size > MAX_IMAGE_BYTES:
        raise UnreadableError(f"It is larger than {MAX_IMAGE_BYTES // MEBIBYTE} MiB.")
    return file.read_bytes()
