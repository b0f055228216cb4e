"""Raw ASGI requests, byte for byte: an HTTP client would normalise them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

import httpx2
from fastapi import FastAPI
from starlette.types import Message

Headers = Sequence[tuple[bytes, bytes]]


async def send_raw(
    app: FastAPI, method: str, target: str, headers: Headers = (), body: bytes = b""
) -> httpx2.Response:
    """`target` is ASCII, percent-encoded or not; it is decoded as uvicorn does."""
    received: list[Message] = [{"type": "http.request", "body": body}]
    sent: list[Message] = []

    async def receive() -> Message:
        return received.pop() if received else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope_of(method, target, headers, body), receive, send)
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return httpx2.Response(sent[0]["status"], headers=sent[0]["headers"], content=content)


def scope_of(method: str, target: str, headers: Headers, body: bytes) -> dict[str, Any]:
    """Return an ASGI scope; the length of the body is declared unless a test declares it."""
    path, _, query = target.partition("?")
    named = {name for name, _ in headers}
    length = [] if b"content-length" in named else [(b"content-length", b"%d" % len(body))]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "root_path": "",
        "headers": [(b"host", b"test"), *length, *headers],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }
