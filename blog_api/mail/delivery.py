"""Delivery of one email: build, send, then remove it from the queue or postpone it."""

import logging

import aiosmtplib

from blog_api.db.database import Database
from blog_api.mail.claims import OutboxEmail, finish_mail, postpone_mail, remove_mail
from blog_api.mail.messages import build_message
from blog_api.mail.transports import Transport, UndeliverableError, transport_of
from blog_api.settings import Settings

logger = logging.getLogger("blog_api.mail")


class Delivery:
    """Delivery with the transport of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._transport: Transport = transport_of(settings)

    async def send(self, db: Database, email: OutboxEmail) -> None:
        """Send an email; the log has its id and never its recipient."""
        claimed = email.claimed
        try:
            await self._transport.send(build_message(self._settings, email))
        except (aiosmtplib.SMTPException, OSError) as error:
            logger.warning(
                "mail %d: attempt %d failed: %s", claimed.id, claimed.attempts, name_of(error)
            )
            await db.write(postpone_mail, claimed)
            return
        except (UndeliverableError, ValueError) as error:
            logger.warning("mail %d cannot be delivered: %s", claimed.id, name_of(error))
            await db.write(remove_mail, claimed)
            return
        await db.write(finish_mail, email)


def name_of(error: Exception) -> str:
    """Return the class of the error only: the text of a server may quote the address."""
    if isinstance(error, UndeliverableError):
        return str(error)
    code = getattr(error, "code", None)
    return f"{type(error).__name__} {code}" if isinstance(code, int) else type(error).__name__
