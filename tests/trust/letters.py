"""Letters as they arrive: at a mail server of the test's own, or in the folder."""

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
PATIENCE_S = 15


class Mailbox:
    """What a mail server took, and what it answers to whom."""

    def __init__(self, refusals: dict[str, str] | None = None) -> None:
        self.letters: list[EmailMessage] = []
        self.refusals = refusals or {}

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it by this name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        refusal = self.refusals.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # as above
        self.letters.append(parse(envelope.content))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if letter["To"] == address]


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
    """A real mail server in a thread."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def in_folder(folder: Path, address: str) -> list[EmailMessage]:
    """The files for one address, in the order in which they were queued."""
    letters = [parse(path.read_bytes()) for path in (folder / "mail").glob("*.eml")]
    return sorted((x for x in letters if x["To"] == address), key=number_of)


def number_of(letter: EmailMessage) -> int:
    """In the outbox."""
    return int(str(letter["Message-ID"]).strip("<").partition(".")[0])


async def until(found: Callable[[], Any]) -> Any:
    """Wait for what a task in the background does."""
    async with asyncio.timeout(PATIENCE_S):
        while not (value := found()):  # files and other threads tell nobody
            await asyncio.sleep(0.02)
    return value


async def until_empty(world: World, left: int = 0) -> None:
    """Wait until no more letters than that are queued."""
    async with asyncio.timeout(PATIENCE_S):
        while await queued(world) > left:  # the row is what is asked about
            await asyncio.sleep(0.02)


async def queued(world: World) -> int:
    """How many letters wait."""
    [(count,)] = await world.execute("SELECT count(*) FROM outbox")
    return int(count)


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    body = letter.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")


def token_in(letter: EmailMessage) -> str:
    """The text and the HTML carry the same."""
    match = TOKEN.search(text_of(letter))
    assert match is not None
    assert match[1] in text_of(letter, "html")
    return match[1]
