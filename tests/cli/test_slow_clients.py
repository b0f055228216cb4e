"""Half-open connections are closed at the deadline; other clients are not affected.

`tests/cli/test_ending.py` holds connections of servers with workers and with `--reload`.
"""

import asyncio
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import httpx2
import pytest

from tests.cli.conftest import copied
from tests.cli.served import start
from tests.slow_clients import HALF_BODY, MANNERS, REQUEST, Manner, hold, hold_all

DEADLINE_S = 2.0
SLACK_S = 30.0  # slack for a busy machine; a server without the deadline would never close
HALF_OPEN = 400
DROP_EVERY_S = 0.2


@pytest.fixture(scope="module")
def port(used_data_dir: Path) -> Iterator[int]:
    """Yield the port of a server with short deadlines."""
    deadlines = {"HEADER_DEADLINE": str(DEADLINE_S), "REQUEST_DEADLINE": str(DEADLINE_S)}
    with copied(used_data_dir) as folder, start(folder, **deadlines) as server:
        yield int(server.port)


async def read_steadily(port: int, until: asyncio.Event) -> int:
    """Return the number of responses on one connection that outlives every deadline."""
    answers = 0
    limits = httpx2.Limits(max_connections=1)
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", limits=limits) as client:
        while not until.is_set():
            assert (await client.get("/health/live")).status_code == 200
            answers += 1
            await asyncio.sleep(0.05)
    return answers


async def test_half_open_connections_are_closed_at_the_deadline(port: int) -> None:
    done = asyncio.Event()
    reading = asyncio.create_task(read_steadily(port, done))
    held = await hold_all(port, islice(cycle(MANNERS.values()), HALF_OPEN), DROP_EVERY_S)
    done.set()
    lasted = [seconds for seconds, _ in held]
    assert len(held) == HALF_OPEN
    assert min(lasted) > DEADLINE_S / 2
    assert max(lasted) < DEADLINE_S + SLACK_S
    assert await reading > 0


async def test_what_was_asked_before_is_answered(port: int) -> None:
    held = await hold_all(port, MANNERS.values(), DROP_EVERY_S)
    answers = [received.count(b"HTTP/1.1 200 OK") for _, received in held]
    assert answers == [manner.answers for manner in MANNERS.values()]


async def test_a_body_that_never_comes_is_answered_and_closed(port: int) -> None:
    dripping = Manner(HALF_BODY, b"a")
    lasted, received = await hold(port, dripping, every_s=0.3)
    assert received.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after" in received.lower()
    assert lasted < 2 * DEADLINE_S + SLACK_S


async def test_a_connection_may_live_longer_than_the_deadline(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(6):
        writer.write(REQUEST)
        answer = await reader.readuntil(b"}")
        assert answer.startswith(b"HTTP/1.1 200 ")
        await asyncio.sleep(DEADLINE_S / 4)
    writer.close()
