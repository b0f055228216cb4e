"""Closed-loop load over keep-alive connections: a response triggers the next request.

The client has its own core and does little work, so the server is the bottleneck.
"""

import asyncio
import gc
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import uvloop
from typing_extensions import override

CHUNKED: Final = -2
LAST_CHUNK: Final = b"\r\n0\r\n\r\n"  # JSON has no line break that could look like it
NO_BODY: Final = {b"204", b"304"}
PATIENCE_S: Final = 60


class UnexpectedAnswerError(Exception):
    """Raised for a response that differs from the expected one."""


@dataclass(slots=True)
class Tally:
    """Results of a run: every latency in seconds."""

    expected: bytes
    latencies: list[float] = field(default_factory=list)
    wrong: list[bytes] = field(default_factory=list)

    def add(self, latency: float, status: bytes) -> None:
        self.latencies.append(latency)
        if status != self.expected:
            self.wrong.append(status)


class Exchange(asyncio.Protocol):
    """One connection: send a request, read the whole response, count it, repeat."""

    def __init__(
        self, next_request: Callable[[], bytes | None], tally: Tally, pause: float = 0
    ) -> None:
        self._next_request = next_request
        self._tally = tally
        self._pause = pause
        self._began = 0.0
        self._status = b""
        self._buffer = b""
        self._missing = -1
        self._end = b""
        self.done: Final = asyncio.get_running_loop().create_future()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are no subclasses
        self._send()

    def _send(self) -> None:
        request = self._next_request()
        if request is None:
            self._transport.close()
            return
        self._missing, self._end = -1, b""
        self._began = time.perf_counter()
        self._transport.write(request)

    def _send_later(self) -> None:
        if self._pause:
            asyncio.get_running_loop().call_later(self._pause, self._send)
        else:
            self._send()

    @override
    def data_received(self, data: bytes) -> None:
        if self._missing == -1:
            self._buffer += data
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head, data = self._buffer[:end], self._buffer[end + 4 :]
            self._buffer = b""
            self._status = head[9:12]
            self._missing = length_of(head, self._status)
        if self._is_whole(data):
            self._tally.add(time.perf_counter() - self._began, self._status)
            self._send_later()

    def _is_whole(self, data: bytes) -> bool:
        if self._missing == CHUNKED:
            self._end = (self._end + data)[-len(LAST_CHUNK) :]
            return self._end == LAST_CHUNK
        self._missing -= len(data)
        return self._missing <= 0

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def length_of(head: bytes, status: bytes) -> int:
    """Return the number of bytes in the body, or CHUNKED."""
    if status in NO_BODY:
        return 0
    if b"\r\ntransfer-encoding: chunked" in head.lower():
        return CHUNKED
    begin = head.lower().find(b"content-length:")
    if begin < 0:
        raise UnexpectedAnswerError(f"no Content-Length: {head.decode(errors='replace')}")
    return int(head[begin + 15 :].split(b"\r\n", 1)[0])


@dataclass(frozen=True, slots=True)
class Load:
    """Requests to send for `seconds`, or until `count` responses."""

    port: int
    requests: Sequence[bytes]
    connections: int
    seconds: float = PATIENCE_S * 60
    count: int | None = None
    expected: int = 200


def run_load(load: Load) -> tuple[list[float], float]:
    """Return latencies in seconds and the duration; raise an error for any other status."""
    gc.collect()
    gc.disable()
    try:
        tally, elapsed = uvloop.run(exchange(load))
    finally:
        gc.enable()
    if tally.wrong or not tally.latencies:
        raise UnexpectedAnswerError(f"{tally.wrong[:3]} instead of {tally.expected!r}")
    return tally.latencies, elapsed


async def exchange(load: Load) -> tuple[Tally, float]:
    """Run all connections at the same time, until the end."""
    tally = Tally(str(load.expected).encode())
    next_request = requests_until_end(load)
    began = time.perf_counter()
    loop = asyncio.get_running_loop()
    pairs = [
        await loop.create_connection(lambda: Exchange(next_request, tally), "127.0.0.1", load.port)
        for _ in range(load.connections)
    ]
    async with asyncio.timeout(load.seconds + PATIENCE_S):
        await asyncio.gather(*(protocol.done for _, protocol in pairs))
    return tally, time.perf_counter() - began


def requests_until_end(load: Load) -> Callable[[], bytes | None]:
    """Cycle from a random position, so that rounds differ and no request repeats in one cycle."""
    deadline = time.perf_counter() + load.seconds
    begin = random.randrange(len(load.requests)) if load.count is None else 0  # noqa: S311  # no secret
    sent = 0

    def next_request() -> bytes | None:
        nonlocal sent
        if sent == load.count or time.perf_counter() > deadline:
            return None
        sent += 1
        return load.requests[(begin + sent) % len(load.requests)]

    return next_request


def get(path: str, **headers: str) -> bytes:
    """Return the bytes of a GET request; `If_None_Match` becomes the name of a header."""
    return request("GET", path, b"", headers)


def post(path: str, body: bytes, **headers: str) -> bytes:
    return request("POST", path, body, headers | {"Content_Type": "application/json"})


def patch(path: str, body: bytes, **headers: str) -> bytes:
    return request("PATCH", path, body, headers | {"Content_Type": "application/json"})


def request(method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
