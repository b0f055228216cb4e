"""File storage: a folder or an S3 bucket. No other module imports obstore.

Its blocking calls run in our own threads: a process that has used its asynchronous calls may be
aborted by their runtime at exit. It is imported in a thread with the first file, since it takes as
much memory as all routes together.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from blog_api.data_folder import make_private_folder
from blog_api.errors import MediaUnavailableError
from blog_api.media.schemas import FOLDER
from blog_api.settings import Settings

if TYPE_CHECKING:
    from obstore.store import LocalStore, ObjectStore

Answer = TypeVar("Answer")
THREADS: Final = 8
TIMEOUT: Final = timedelta(seconds=3)
RETRIES: Final = 2
PIECE_BYTES: Final = 262_144


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Stored file, of which one chunk at a time is in memory."""

    size: int
    first: bytes
    read_on: Callable[[int], Awaitable[bytes]]

    async def pieces(self) -> AsyncIterator[bytes]:
        piece, start = self.first, 0
        while piece:
            yield piece
            start += len(piece)
            piece = await self.read_on(start) if start < self.size else b""


class Store:
    """File store, opened at its first use, so that a server starts without it."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.media_url
        self._folder = settings.blog_data_dir / FOLDER
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store")

    async def put(self, name: str, data: bytes) -> None:
        """Write a file atomically."""
        await self._run(lambda: self._store.put(name, data, use_multipart=False))

    async def find(self, name: str) -> bytes | None:
        try:
            return await self._run(lambda: bytes(self._store.get(name).bytes()))
        except FileNotFoundError:
            return None

    async def open(self, name: str) -> "StoredFile | None":
        """Read the beginning of a file; the rest is read in chunks while the response is sent.

        Each chunk is a separate request, since a bucket aborts one that lasts as long as a slow
        client. A file never changes, so that its chunks are consistent.
        """
        try:
            size, first = await self._run(lambda: self._begin(name))
        except FileNotFoundError:
            return None
        return StoredFile(size, first, lambda start: self._read_on(name, start))

    async def _read_on(self, name: str, start: int) -> bytes:
        return await self._run(
            lambda: bytes(self._store.get_range(name, start=start, length=PIECE_BYTES))
        )

    def _begin(self, name: str) -> tuple[int, bytes]:
        found = self._store.get(name, options={"range": (0, PIECE_BYTES)})
        return found.meta["size"], bytes(found.bytes())

    async def remove(self, name: str) -> None:
        """Remove a file; a missing file is not an error."""
        with suppress(FileNotFoundError):
            await self._run(lambda: self._store.delete(name))

    @cached_property
    def _store(self) -> "ObjectStore":
        from obstore.store import from_url  # noqa: PLC0415  # see above

        if self._url is None:
            return open_folder(self._folder)
        return from_url(
            self._url,
            client_options={
                "timeout": TIMEOUT,
                "connect_timeout": TIMEOUT,
                "allow_http": True,  # for a local endpoint; without one it is Amazon, by TLS
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": TIMEOUT},
        )

    async def _run(self, call: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, attempt, call)


def attempt(call: Callable[[], Answer]) -> Answer:
    """Raise a retryable error for an error of the store, other than `FileNotFoundError`."""
    from obstore.exceptions import BaseError  # noqa: PLC0415  # see above

    try:
        return call()
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise MediaUnavailableError from error


def open_folder(folder: Path) -> "LocalStore":
    from obstore.store import LocalStore  # noqa: PLC0415  # see above

    make_private_folder(folder)
    return LocalStore(folder)
