"""Clients that disconnect during a write, a server that shuts down, and half-open connections."""

import asyncio
import secrets
import signal
import time
from typing import Final

import anyio.to_thread
import psycopg

from tests.faults.finding import Finding, exactly, within
from tests.faults.ground import Ground
from tests.faults.starving import create, gather, timed
from tests.faults.wire import HOST, Caller, request

SLOW_S: Final = 1.5
IDLE_IN_TRANSACTION: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND state LIKE 'idle in transaction%'
"""
UNFINISHED: Final = b"GET /health/live HTTP/1.1\r\nHost: slow"
HEADER_DEADLINE_S: Final = 3


async def vanish(ground: Ground, clients: int) -> Finding:
    """Their transactions are rolled back, and their connections return to the pool."""
    async with ground.staffed() as (api, staff):
        path = f"/api/posts/{await create(api.port, staff)}"
        callers = [Caller(api.port, staff.author) for _ in range(clients)]
        with psycopg.connect(ground.cluster.url) as connection:
            connection.execute(f"SELECT id FROM posts WHERE id = {path[11:]} FOR UPDATE".encode())
            change = request("PATCH", path, {"content": "Half"}, staff.author)
            await asyncio.gather(*(caller.send(change) for caller in callers))
            await asyncio.sleep(0.3)
            for caller in callers:
                caller.vanish()
        await asyncio.sleep(1)
        [[idle]] = ground.execute(IDLE_IN_TRANSACTION)
        well = await gather(timed(api.port, "GET", path) for _ in range(20))
    return Finding(
        f"{clients} clients vanish while their writes wait for a row",
        [
            exactly("idle in transaction after 1 s", idle, 0),
            exactly("of 20 afterwards well", sum(t.answer.is_success for t in well), 20),
        ],
    )


async def drain(ground: Ground, requests: int) -> Finding:
    """Accepted requests are completed."""
    title = f"drain {secrets.token_hex(6)}"
    bodies = [{"title": f"{title} {number}", "content": ""} for number in range(requests)]
    async with ground.staffed() as (api, staff):
        with ground.slow_posts(SLOW_S):
            tasks = [
                asyncio.create_task(
                    timed(api.port, "POST", "/api/posts", body=body, headers=staff.author)
                )
                for body in bodies
            ]
            await asyncio.sleep(0.5)
            ended = asyncio.create_task(anyio.to_thread.run_sync(api.signal, signal.SIGTERM))
            answers = await asyncio.gather(*tasks)
            last_answer = time.monotonic()
            exited = await ended
    [[rows]] = ground.execute("SELECT count(*) FROM posts WHERE title LIKE %s", f"{title}%")
    return Finding(
        f"SIGTERM with {requests} writes of {SLOW_S} s in flight",
        [
            exactly("completed", sum(t.answer.status == 201 for t in answers), requests),
            exactly("rows", rows, requests),
            within("exit after the last answer in", exited - last_answer, 1),
        ],
    )


async def half_open(ground: Ground, sockets: int) -> Finding:
    """Connections without a complete request are closed, and other clients are not affected."""
    async with ground.api(HEADER_DEADLINE=str(HEADER_DEADLINE_S)) as api:
        began = time.monotonic()
        opened = await asyncio.gather(*(open_half(api.port) for _ in range(sockets)))
        probes = await gather(timed(api.port, "GET", "/health/live") for _ in range(10))
        closed = await asyncio.gather(*(is_closed(reader) for reader, _ in opened))
        seconds = time.monotonic() - began
        for _, writer in opened:
            writer.transport.abort()
    return Finding(
        f"{sockets} sockets that send half a header; deadline {HEADER_DEADLINE_S} s",
        [
            exactly("closed", sum(closed), sockets),
            within("closed in", seconds, HEADER_DEADLINE_S + 1),
            within("others answered in", max(t.seconds for t in probes), 0.5),
        ],
    )


async def open_half(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection on which the headers never end."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(UNFINISHED)
    await writer.drain()
    return reader, writer


async def is_closed(reader: asyncio.StreamReader) -> bool:
    """Return true if the server closes the connection, with or without a response."""
    try:
        async with asyncio.timeout(HEADER_DEADLINE_S * 3):
            await reader.read()
    except TimeoutError:
        return False
    except OSError:
        return True
    return True
