"""Where files lie: a folder, or a bucket that speaks S3. No other module imports obstore.

Its blocking calls are made in threads of our own: a process that has made asynchronous ones may be
aborted by their runtime when it ends. There it is loaded as well, with the first picture that is
asked for, since it takes as much memory as all routes together.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from blog_api.errors import MediaUnavailableError
from blog_api.media.schemas import FOLDER
from blog_api.settings import Settings

if TYPE_CHECKING:
    from obstore.store import LocalStore, ObjectStore

Answer = TypeVar("Answer")
THREADS: Final = 8
TIMEOUT: Final = timedelta(seconds=3)
RETRIES: Final = 2


class Store:
    """Opened when it is first used, so that a server starts without it."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.media_url
        self._folder = settings.blog_data_dir / FOLDER
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store")

    async def put(self, name: str, data: bytes) -> None:
        """Whole or not at all."""
        await self._run(lambda: self._store.put(name, data, use_multipart=False))

    async def find(self, name: str) -> bytes | None:
        """The whole file."""
        try:
            return await self._run(lambda: bytes(self._store.get(name).bytes()))
        except FileNotFoundError:
            return None

    async def remove(self, name: str) -> None:
        """A file that is not there is gone already."""
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
                "allow_http": True,  # for an endpoint next door; without one it is Amazon, by TLS
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": TIMEOUT},
        )

    async def _run(self, call: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, attempt, call)


def attempt(call: Callable[[], Answer]) -> Answer:
    """Whatever goes wrong there, a client may try again."""
    from obstore.exceptions import BaseError  # noqa: PLC0415  # see above

    try:
        return call()
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise MediaUnavailableError from error


def open_folder(folder: Path) -> "LocalStore":
    """For this user only."""
    from obstore.store import LocalStore  # noqa: PLC0415  # see above

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(folder)
