"""Header sizes, slow readers, too many connections: an error in our form, or a close."""

import asyncio
import contextlib
import json
import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.cli.conftest import copied
from tests.cli.served import start
from tests.slow_clients import REQUEST

WRITE_DEADLINE_S: Final = 2.0
SLACK_S: Final = 30.0  # slack for a busy machine
CONCURRENCY: Final = 8
ENDLESS: Final = 100_000_000
LARGE_ANSWER: Final = b"GET /openapi.json HTTP/1.1\r\nHost: test\r\n\r\n"
HARDENED: Final = (
    b"x-request-id: ",
    b"x-content-type-options: nosniff",
    b"no-store",
)


@pytest.fixture(scope="module")
def port(used_data_dir: Path) -> Iterator[int]:
    settings = {"WRITE_DEADLINE": str(WRITE_DEADLINE_S), "LIMIT_CONCURRENCY": str(CONCURRENCY)}
    with copied(used_data_dir) as folder, start(folder, **settings) as server:
        yield int(server.port)


async def exchange(port: int, *parts: bytes) -> bytes:
    """Return all bytes until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    received = b""
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        async with asyncio.timeout(WRITE_DEADLINE_S + SLACK_S):
            while chunk := await reader.read(65536):
                received += chunk
    except ConnectionError:
        pass  # closed with bytes of ours unread
    finally:
        writer.close()
    return received


def problem_of(answer: bytes, status: int) -> str:
    """Return the code of the only response, which has our form and headers and closes."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), answer[:200]
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    assert all(line in head for line in HARDENED)
    problem = json.loads(body)
    assert problem["status"] == status
    assert f"x-request-id: {problem['request_id']}".encode() in head
    return str(problem["code"])


def with_headers(*lines: bytes) -> bytes:
    return b"\r\n".join([b"GET /health/live HTTP/1.1", b"Host: test", *lines, b"", b""])


CHUNKED = b"POST /api/users HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
TOO_LARGE = {
    "one long value": [with_headers(b"If-None-Match: " + b'"a",' * 9_000)],
    "one long name": [with_headers(b"X" * 33_000 + b": 1")],
    "many lines": [with_headers(*[b"X: 1"] * 100)],
    "a long path": [b"GET /" + b"a" * 33_000 + b" HTTP/1.1\r\nHost: test\r\n\r\n"],
    "a value without end": [b"GET / HTTP/1.1\r\nX: ", *[b"a" * 10_000] * 4],
    "a value without end, at once": [b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000],
    "a path without end, at once": [b"GET /" + b"a" * 40_000],
    "a path without end": [b"GET /", *[b"a" * 10_000] * 4],
    "a long trailer": [CHUNKED + b"1\r\n{\r\n0\r\n", b"X: " + b"a" * 33_000 + b"\r\n\r\n"],
}


@pytest.mark.parametrize("name", TOO_LARGE)
async def test_headers_that_are_too_large(port: int, name: str) -> None:
    assert problem_of(await exchange(port, *TOO_LARGE[name]), 431) == "headers_too_large"


async def test_a_client_that_goes_on_sending_sees_the_refusal(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000)
    answer = await reader.readuntil(b"\r\n\r\n")
    try:
        for _ in range(20):
            writer.write(b"a" * 10_000)
            await writer.drain()
            await asyncio.sleep(0.01)  # a reset would arrive in between
        answer += await reader.read()
    finally:
        writer.close()
    assert problem_of(answer, 431) == "headers_too_large"


async def test_endless_headers_are_not_taken(port: int) -> None:
    """Bytes are counted instead of time; buffers of both kernels take a part of them."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = 0
    writer.write(b"GET / HTTP/1.1\r\nIf-None-Match: ")
    with contextlib.suppress(ConnectionError):
        while sent < ENDLESS:
            writer.write(b'"a",' * 25_000)
            sent += 100_000
            await writer.drain()
    writer.transport.abort()  # the buffer is not empty
    await asyncio.sleep(0.01)
    assert sent < ENDLESS


async def test_large_headers_are_read(port: int) -> None:
    lines = [b"X: " + b"a" * 300] * 98
    answer = await exchange(port, with_headers(*lines, b"Connection: close"))
    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"nonsense\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: test\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nA\x00: b\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        CHUNKED + b"no length\r\n",
    ],
)
async def test_what_is_no_http_is_refused_in_our_form(port: int, request_bytes: bytes) -> None:
    assert problem_of(await exchange(port, request_bytes), 400) == "bad_request"


async def test_what_was_asked_before_is_answered_first(port: int) -> None:
    answer = await exchange(port, REQUEST + with_headers(*[b"X: 1"] * 100))
    assert answer.count(b"HTTP/1.1 ") == answer.count(b"HTTP/1.1 200 OK") == 1


def connect_without_reading(port: int) -> socket.socket:
    """Request far more than fits into the buffers of both kernels, without reading."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    client.sendall(LARGE_ANSWER * 60)
    client.settimeout(0)
    return client


def is_cut(client: socket.socket) -> bool:
    """Return true if the server has reset the connection, without reading from it."""
    poll = select.poll()
    poll.register(client, 0)
    return bool(poll.poll(0))


async def test_a_reader_that_does_not_read_is_cut(port: int) -> None:
    with connect_without_reading(port) as client:
        started = time.perf_counter()
        async with asyncio.timeout(WRITE_DEADLINE_S + SLACK_S):
            while not is_cut(client):
                await asyncio.sleep(0.05)
        assert time.perf_counter() - started > WRITE_DEADLINE_S / 2


async def test_a_slow_reader_is_served(port: int) -> None:
    until = time.perf_counter() + 2 * WRITE_DEADLINE_S
    with connect_without_reading(port) as client:
        loop = asyncio.get_running_loop()
        while time.perf_counter() < until:
            assert await loop.sock_recv(client, 60_000)
            await asyncio.sleep(WRITE_DEADLINE_S / 20)


async def test_one_connection_too_many_is_refused_in_our_form(port: int) -> None:
    held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CONCURRENCY)]
    asked = b"GET /api/posts HTTP/1.1\r\nHost: test\r\n\r\n"
    answer = await exchange(port, asked)
    assert problem_of(answer, 503) == "busy"
    assert b"retry-after: 1" in answer
    alive = await exchange(port, with_headers(b"Connection: close"))
    assert alive.startswith(b"HTTP/1.1 200 ")
    for _, writer in held:
        writer.close()
        await writer.wait_closed()
    async with asyncio.timeout(SLACK_S):
        while b" 200 OK" not in await exchange(port, asked[:-2] + b"Connection: close\r\n\r\n"):
            await asyncio.sleep(0.05)
