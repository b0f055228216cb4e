"""The task that sends: one in each process, woken when mail was queued, otherwise slowly polling.

It stands outside of every request, and no failure of a mail server or of the database ends it.
"""

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

import psycopg

from blog_api import metrics
from blog_api.db.database import Database
from blog_api.mail.outbox import address_mail, claim_mail, count_waiting
from blog_api.settings import Settings

if TYPE_CHECKING:
    from blog_api.mail.delivery import Delivery

logger = logging.getLogger("blog_api.mail")

POLL_S: Final = 5.0
FAREWELL_S: Final = 0.5


class Mailer:
    """Sends one letter after the other; sleeps when none is due."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._delivery: Delivery | None = None
        self._woken = asyncio.Event()
        self._ending = False
        self._task: asyncio.Task[None] | None = None

    def start(self, db: Database) -> None:
        """Begin, unless another instance is to send."""
        if self._settings.send_mail:
            self._task = asyncio.create_task(self._run(db), name="mailer")

    def wake(self) -> None:
        """Something was queued."""
        self._woken.set()

    async def stop(self) -> None:
        """Let the letter in hand go out if that is quick; another process sends it otherwise."""
        if self._task is None:
            return
        self._ending = True
        self.wake()
        await asyncio.wait({self._task}, timeout=FAREWELL_S)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self, db: Database) -> None:
        while not self._ending:
            self._woken.clear()
            await self._send_all(db)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._woken.wait()

    async def _send_all(self, db: Database) -> None:
        """Everything that is due; the rest waits for a database that answers."""
        try:
            while not self._ending and await self.send_next(db):
                pass
            metrics.OUTBOX.set(await count_waiting(db))
        except psycopg.Error as error:
            logger.warning("mail waits for the database: %s", type(error).__name__)

    async def send_next(self, db: Database) -> bool:
        """False when nothing is due."""
        claimed = await db.write(claim_mail)
        if claimed is None:
            return False
        letter = await db.write(address_mail, claimed)
        if letter is not None:
            if self._delivery is None:
                self._delivery = await asyncio.to_thread(load_delivery, self._settings)
            await self._delivery.send(db, letter)
        return True


def load_delivery(settings: Settings) -> "Delivery":
    """In a thread, for the first letter: templates and SMTP take 4 MB, which few workers need."""
    from blog_api.mail.delivery import Delivery  # noqa: PLC0415  # see above

    return Delivery(settings)
