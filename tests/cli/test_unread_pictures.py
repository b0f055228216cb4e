"""Slow readers: an image that many request is held in memory in chunks only."""

import asyncio
import os
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.conftest import copied
from tests.cli.served import Served, start
from tests.media.drawing import picture

READERS: Final = 40
PICTURE_BYTES: Final = 10_700_000
MAX_GROWTH_MB: Final = 60  # 40 whole copies would be 430
RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)


@pytest.fixture(scope="module")
def serving(used_data_dir: Path) -> Iterator[tuple[Served, str]]:
    """Yield a server and the path of a large image."""
    with copied(used_data_dir) as folder, start(folder, WRITE_DEADLINE="5") as server:
        server.register("painter")
        form: Any = {"file": ("p.png", picture(), "image/png")}
        answer = server.client.post("/api/media", files=form, headers=server.log_in("painter"))
        path = answer.headers["location"]
        (folder / path.lstrip("/")).write_bytes(os.urandom(PICTURE_BYTES))
        yield server, path


def resident_mb(server: Served) -> float:
    [kilobytes] = RESIDENT.findall(Path(f"/proc/{server.process.pid}/status").read_text())
    return int(kilobytes) / 1024


def ask(port: int, path: str) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port))
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
    return client


def test_a_large_picture_arrives_whole(serving: tuple[Served, str]) -> None:
    server, path = serving
    answer = server.client.get(path)
    assert (answer.status_code, len(answer.content)) == (200, PICTURE_BYTES)
    assert answer.headers["content-length"] == str(PICTURE_BYTES)
    assert server.client.head(path).headers["content-length"] == str(PICTURE_BYTES)


async def test_readers_that_do_not_read_cost_little(serving: tuple[Served, str]) -> None:
    server, path = serving
    server.client.get(path)  # loads what serves pictures
    before = resident_mb(server)
    with ExitStack() as stack:
        for _ in range(READERS):
            stack.enter_context(ask(int(server.port), path))
        await asyncio.sleep(2)
        growth = resident_mb(server) - before
    assert growth < MAX_GROWTH_MB
    assert server.client.get("/health/live").status_code == 200
