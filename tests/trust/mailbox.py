"""Emails as they arrive: at a mail server of the test, or in the folder."""

import asyncio
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.factories import World

TOKEN = re.compile(r"^    ([A-Za-z0-9_-]{43})$", re.MULTILINE)
PATIENCE_S = 60


class Mailbox:
    """Emails accepted by a mail server, and its replies by recipient."""

    def __init__(self, refusals: dict[str, str] | None = None) -> None:
        self.messages: list[EmailMessage] = []
        self.refusals = refusals or {}

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it by this name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        refusal = self.refusals.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # as above
        self.messages.append(parse(envelope.content))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["To"] == address]


def parse(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@contextmanager
def serving(mailbox: Mailbox, port: int) -> Iterator[None]:
    """Run a real mail server in a thread."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def in_folder(folder: Path, address: str) -> list[EmailMessage]:
    """Return the files for one address, in the order in which they were queued."""
    messages = [parse(path.read_bytes()) for path in (folder / "mail").glob("*.eml")]
    return sorted((x for x in messages if x["To"] == address), key=number_of)


def number_of(message: EmailMessage) -> int:
    """Return its number in the outbox."""
    return int(str(message["Message-ID"]).strip("<").partition(".")[0])


async def until(found: Callable[[], Any]) -> Any:
    """Wait for the effect of a background task."""
    async with asyncio.timeout(PATIENCE_S):
        while not (value := found()):  # polling: files and other threads send no events
            await asyncio.sleep(0.02)
    return value


async def until_empty(world: World, left: int = 0) -> None:
    """Wait until no more emails than that are queued."""
    async with asyncio.timeout(PATIENCE_S):
        while await queued(world) > left:  # the row is the condition
            await asyncio.sleep(0.02)


async def queued(world: World) -> int:
    """Return the number of queued emails."""
    [(count,)] = await world.execute("SELECT count(*) FROM outbox")
    return int(count)


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")


def token_in(message: EmailMessage) -> str:
    """Return the token, which is equal in text and HTML."""
    match = TOKEN.search(text_of(message))
    assert match is not None
    assert match[1] in text_of(message, "html")
    return match[1]
