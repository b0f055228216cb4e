"""HTTP over one connection, which tells a response from none and can disconnect anywhere.

A library would hide the measured effects: it retries, keeps pools, and reads ahead.
"""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Self

HOST: Final = "127.0.0.1"


class UnansweredError(Exception):
    """Refused, cut off or timed out: the request may have been executed, or not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_polite(self) -> bool:
        """Return true for a success, or a 503 with `Retry-After`."""
        return self.is_success or (self.status == 503 and "retry-after" in self.headers)


@dataclass(slots=True)
class Caller:
    """A client with one connection, opened when it is needed."""

    port: int
    headers: dict[str, str]
    patience: float = 60
    host: str = HOST
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Return the response.

        Without one, raise `UnansweredError` and close the connection.
        """
        try:
            async with asyncio.timeout(self.patience):
                await self.send(request(method, path, body, self.headers | headers))
                return await self.receive()
        except (OSError, TimeoutError, EOFError) as error:
            await self.close()
            raise UnansweredError(repr(error)) from error

    async def send(self, message: bytes) -> None:
        """Send without waiting for a response."""
        writer = await self.connect()
        writer.write(message)
        await writer.drain()

    async def connect(self) -> asyncio.StreamWriter:
        """Connect unless there is an open connection."""
        if self.reader is not None and self.reader.at_eof():
            await self.close()
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        return self.writer

    async def connects(self) -> bool:
        """Return true if the port accepts connections."""
        try:
            await self.connect()
        except OSError:
            return False
        return True

    async def receive(self) -> Answer:
        """Read exactly one response, of its declared length."""
        assert self.reader is not None
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip("\r\n").split("\r\n")
        headers = {name.lower(): value for name, _, value in (li.partition(": ") for li in lines)}
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            await self.close()
        return Answer(int(first.split()[1]), headers, body)

    async def close(self) -> None:
        writer, self.reader, self.writer = self.writer, None, None
        if writer is not None:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def vanish(self) -> None:
        """Reset the connection, as a client whose machine fails."""
        if self.writer is not None:
            self.writer.transport.abort()
        self.reader = self.writer = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def request(method: str, path: str, body: Any, headers: dict[str, str]) -> bytes:
    """Return the bytes of a request; `key_` in a header's name stands for `key-`."""
    content = b"" if body is None else encoded(body)
    form = isinstance(body, str)
    named = {"Host": HOST, "Content-Length": str(len(content))} | headers
    if body is not None:
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        named["Content-Type"] = kind
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode() + content


def encoded(body: Any) -> bytes:
    """Encode the body: a text is a form, bytes are JSON already, anything else becomes JSON."""
    if isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()
