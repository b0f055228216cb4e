"""Email worker: one task in each process, woken when an email is queued, otherwise polling.

It runs outside of requests; no failure of a mail server or of the database ends it.
"""

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

import psycopg

from blog_api import metrics
from blog_api.db.database import Database
from blog_api.http.rate_limiting import RateLimiter
from blog_api.mail.admission import address_mail
from blog_api.mail.claims import claim_mail
from blog_api.mail.outbox import count_waiting
from blog_api.settings import Settings

if TYPE_CHECKING:
    from blog_api.mail.delivery import Delivery

logger = logging.getLogger("blog_api.mail")

POLL_S: Final = 5.0
SHUTDOWN_TIMEOUT_S: Final = 0.5


class Mailer:
    """Worker that sends one email after the other, and sleeps when none is due."""

    def __init__(self, settings: Settings, limiter: RateLimiter) -> None:
        self._settings = settings
        self._rate_limiter = limiter
        self._delivery: Delivery | None = None
        self._woken = asyncio.Event()
        self._ending = False
        self._task: asyncio.Task[None] | None = None

    def start(self, db: Database) -> None:
        if self._settings.send_mail:
            self._task = asyncio.create_task(self._run(db), name="mailer")

    def wake(self) -> None:
        self._woken.set()

    async def stop(self) -> None:
        """Give the current email half a second to finish; otherwise another process sends it."""
        if self._task is None:
            return
        self._ending = True
        self.wake()
        await asyncio.wait({self._task}, timeout=SHUTDOWN_TIMEOUT_S)
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
        """Send every email that is due; after a database error the rest waits for the next poll."""
        try:
            while not self._ending and await self.send_next(db):
                pass
            metrics.OUTBOX.set(await count_waiting(db))
        except psycopg.Error as error:
            logger.warning("mail waits for the database: %s", type(error).__name__)

    async def send_next(self, db: Database) -> bool:
        claimed = await db.write(claim_mail)
        if claimed is None:
            return False
        email = await db.write(address_mail, claimed, self._rate_limiter)
        if email is not None:
            if self._delivery is None:
                self._delivery = await asyncio.to_thread(load_delivery, self._settings)
            await self._delivery.send(db, email)
        return True


def load_delivery(settings: Settings) -> "Delivery":
    """Load for the first email only, in a thread: templates and SMTP take 4 MB of memory."""
    from blog_api.mail.delivery import Delivery  # noqa: PLC0415  # see above

    return Delivery(settings)
