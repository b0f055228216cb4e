"""Clients that start a request and do not complete it."""

import asyncio
import contextlib
import time
from collections.abc import Iterable
from dataclasses import dataclass

REQUEST = b"GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n"
HALF_BODY = (
    b"POST /api/users HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
    b"Content-Length: 100\r\n\r\n{"
)


@dataclass(frozen=True, slots=True)
class Manner:
    """Sends `first` at once; then `drop` at intervals, while the connection is open."""

    first: bytes = b""
    drop: bytes = b""
    answers: int = 0


MANNERS = {
    "says nothing": Manner(),
    "half a line": Manner(b"GET /health/li"),
    "half its headers": Manner(b"GET /health/live HTTP/1.1\r\nHost: te"),
    "a byte now and then": Manner(b"GET /health/live HTTP/1.1\r\nX: ", b"a"),
    "empty lines for ever": Manner(b"", b"\r\n"),
    "a second request, half": Manner(REQUEST + b"GET /hea", b"a", answers=1),
    "empty lines after a request": Manner(REQUEST, b"\r\n", answers=1),
}


async def hold(port: int, manner: Manner, every_s: float) -> tuple[float, bytes]:
    """Return the seconds until the server closed it, and the response."""
    started = time.perf_counter()  # before the server can start its timer
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(manner.first)
    dropping = asyncio.create_task(drop(writer, manner.drop, every_s))
    received = b""
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(65536):
            received += chunk
    lasted = time.perf_counter() - started
    dropping.cancel()
    writer.close()
    return lasted, received


async def drop(writer: asyncio.StreamWriter, data: bytes, every_s: float) -> None:
    """Send until it is cancelled, or the connection is closed."""
    with contextlib.suppress(ConnectionError):
        while data:
            await asyncio.sleep(every_s)
            writer.write(data)
            await writer.drain()


async def hold_all(
    port: int, manners: Iterable[Manner], every_s: float
) -> list[tuple[float, bytes]]:
    return await asyncio.gather(*(hold(port, manner, every_s) for manner in manners))
