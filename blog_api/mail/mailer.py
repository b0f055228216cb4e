"""The task that sends: one in each process, woken when mail was queued, otherwise slowly polling.

It stands outside of every request, and no failure of a mail server or of the database ends it.
"""

import asyncio
import contextlib
import logging
from typing import Final

import aiosmtplib
import psycopg

from blog_api import metrics
from blog_api.db.database import Database
from blog_api.mail.carriers import Carrier, UndeliverableError, carrier_of
from blog_api.mail.letters import write_letter
from blog_api.mail.outbox import (
    Claimed,
    Letter,
    address_mail,
    claim_mail,
    count_waiting,
    postpone_mail,
    remove_mail,
)
from blog_api.settings import Settings

logger = logging.getLogger("blog_api.mail")

POLL_S: Final = 5.0
FAREWELL_S: Final = 0.5


class Mailer:
    """Sends one letter after the other; sleeps when none is due."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._carrier: Carrier = carrier_of(settings)
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
            await self._send(db, letter)
        return True

    async def _send(self, db: Database, letter: Letter) -> None:
        """The log names a letter by its number, never by whom it goes to."""
        claimed = letter.claimed
        try:
            await self._carrier.carry(write_letter(self._settings, letter))
        except (aiosmtplib.SMTPException, OSError) as error:
            logger.warning(
                "mail %d: attempt %d failed: %s", claimed.id, claimed.attempts, name_of(error)
            )
            await db.write(postpone_mail, claimed)
            return
        except (UndeliverableError, ValueError) as error:
            logger.warning("mail %d cannot be delivered: %s", claimed.id, name_of(error))
        await self._finish(db, claimed)

    async def _finish(self, db: Database, claimed: Claimed) -> None:
        await db.write(remove_mail, claimed)


def name_of(error: Exception) -> str:
    """A server's own text may quote the address."""
    code = getattr(error, "code", None)
    return f"{type(error).__name__} {code}" if isinstance(code, int) else type(error).__name__
