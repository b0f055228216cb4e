"""Email transports: SMTP, or a folder if no server is configured."""

import asyncio
import logging
import os
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from blog_api.data_folder import make_private_folder
from blog_api.settings import Settings

logger = logging.getLogger("blog_api.mail")

TIMEOUT_S: Final = 20
PORTS: Final = {"smtp": 587, "smtps": 465}
FIRST_PERMANENT: Final = 500


class UndeliverableError(Exception):
    """Permanent failure: the server will never accept this email or this recipient."""


class Transport(Protocol):
    """Email transport; raises UndeliverableError when a retry cannot help."""

    async def send(self, message: EmailMessage) -> None: ...


class MailServer:
    """SMTP transport; credentials are only sent over TLS."""

    def __init__(self, address: str) -> None:
        url = urlsplit(address)
        self._host = url.hostname or ""
        self._port = url.port or PORTS[url.scheme]
        self._use_tls = url.scheme == "smtps"
        self._username = unquote(url.username) if url.username else None
        self._password = unquote(url.password) if url.password else None

    @property
    def _start_tls(self) -> bool | None:
        if self._use_tls:
            return False
        return True if self._username else None

    async def send(self, message: EmailMessage) -> None:
        """Send the message; 5xx for the recipient or the message is permanent (RFC 5321 §4.2.1)."""
        try:
            await aiosmtplib.send(
                message,
                hostname=self._host,
                port=self._port,
                username=self._username,
                password=self._password,
                use_tls=self._use_tls,
                start_tls=self._start_tls,
                timeout=TIMEOUT_S,
            )
        except aiosmtplib.SMTPNotSupported as error:
            raise UndeliverableError("the mail server does not offer SMTPUTF8") from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            refuse_if_final(error.recipients[0])
            raise
        except aiosmtplib.SMTPDataError as error:
            refuse_if_final(error)
            raise


def refuse_if_final(error: aiosmtplib.SMTPResponseException) -> None:
    """Raise UndeliverableError for 5xx; 4xx may pass at a retry."""
    if error.code >= FIRST_PERMANENT:
        raise UndeliverableError(str(error.code)) from error


class MailFolder:
    """Folder transport: one `.eml` file per email, mode 0600 because it has a token."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: EmailMessage) -> None:
        """Write the message to a file and log the path."""
        path = await asyncio.to_thread(self._write, message)
        logger.info("SMTP_URL is not set: wrote a mail to %s", path)

    def _write(self, message: EmailMessage) -> Path:
        make_private_folder(self._folder)
        name = str(message["Message-ID"]).strip("<>").partition(".blog-api@")[0]
        path = self._folder / f"{name}.eml"
        unfinished = path.with_suffix(".part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(unfinished, flags, 0o600), "wb") as file:
            file.write(message.as_bytes())
        return unfinished.replace(path)


def transport_of(settings: Settings) -> Transport:
    if settings.smtp_url is None:
        return MailFolder(settings.blog_data_dir / "mail")
    return MailServer(settings.smtp_url.get_secret_value())
