"""No object of a request is left after its response."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from starlette.types import Message


@contextmanager
def garbage() -> Iterator[list[str]]:
    """Yield our objects that only the garbage collector can free, by type."""
    found: list[str] = []
    gc.collect()
    gc.disable()
    try:
        yield found
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        found.extend(type(each).__name__ for each in gc.garbage if is_ours(each))
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


def is_ours(thing: object) -> bool:
    """Return true for an instance of our classes."""
    return type(thing).__module__.startswith(("blog_api.", "tests."))


class Peer:
    """A request as uvicorn keeps it: the receive channel refers to the whole request."""

    def __init__(self, method: str, path: str) -> None:
        self.statuses: list[int] = []
        self.scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "scheme": "http",
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
        }

    async def receive(self) -> Message:
        """Return an empty body."""
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Message) -> None:
        self.statuses.append(message.get("status", 0))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/posts", 200), ("GET", "/api/posts/1", 404), ("POST", "/api/users", 422)],
)
async def test_a_request_is_gone_when_it_is_answered(
    app: FastAPI, method: str, path: str, status: int
) -> None:
    """A cycle would stay until the garbage collector runs, and make it run often."""
    await ask(app, Peer(method, path))  # makes the cached objects
    with garbage() as found:
        peer = Peer(method, path)
        await ask(app, peer)
        statuses = peer.statuses
        del peer
    assert (statuses[0], found) == (status, [])


async def ask(app: FastAPI, peer: Peer) -> None:
    """Send one request."""
    await app(peer.scope, peer.receive, peer.send)
