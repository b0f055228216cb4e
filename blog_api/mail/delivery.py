"""One letter: written, handed over, and then gone from the queue or put off."""

import logging

import aiosmtplib

from blog_api.db.database import Database
from blog_api.mail.carriers import Carrier, UndeliverableError, carrier_of
from blog_api.mail.letters import write_letter
from blog_api.mail.outbox import Letter, postpone_mail, remove_mail
from blog_api.settings import Settings

logger = logging.getLogger("blog_api.mail")


class Delivery:
    """To where the settings say."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._carrier: Carrier = carrier_of(settings)

    async def send(self, db: Database, letter: Letter) -> None:
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
        await db.write(remove_mail, claimed)


def name_of(error: Exception) -> str:
    """A server's own text may quote the address."""
    code = getattr(error, "code", None)
    return f"{type(error).__name__} {code}" if isinstance(code, int) else type(error).__name__
