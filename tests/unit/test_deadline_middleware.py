"""Every request gets exactly one response, even when the deadline fires as the request ends."""

import asyncio
from collections.abc import Sequence
from typing import Final

import pytest
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog_api.http.client_ip import Proxies
from blog_api.http.middleware.deadline import DeadlineMiddleware
from blog_api.http.middleware.request_context import RequestContextMiddleware
from tests.raw_client import scope_of

DEADLINE_S: Final = 0.05
REQUESTS: Final = 600
MESSAGES: Final = ["http.response.start", "http.response.body"]


class EndingAtDeadline:
    """An endpoint that ends in the loop turn in which its deadline fires."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(DEADLINE_S)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class NeverEnding:
    """An endpoint that waits until it is cancelled."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.Event().wait()


def around(endpoint: ASGIApp) -> FastAPI:
    """Wrap one endpoint in the application's outermost layer and its deadline."""
    app = FastAPI(
        middleware=[
            Middleware(RequestContextMiddleware),
            Middleware(DeadlineMiddleware, seconds=DEADLINE_S),
        ]
    )
    app.state.proxies = Proxies(())
    app.mount("/", endpoint)
    return app


async def ask(app: FastAPI) -> list[Message]:
    """Return all messages that the server would send."""
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        await asyncio.sleep(0)  # as a socket that is not ready
        sent.append(message)

    await app(scope_of("GET", "/", [], b""), receive, send)
    return list(sent)  # messages after the application has returned are too late


def has_our_headers(answer: Sequence[Message]) -> bool:
    return {b"x-request-id", b"x-content-type-options"} <= dict(answer[0]["headers"]).keys()


async def test_a_deadline_that_fires_as_the_request_ends() -> None:
    app = around(EndingAtDeadline())
    answers = await asyncio.gather(*(ask(app) for _ in range(REQUESTS)))
    bare = [answer for answer in answers if [each["type"] for each in answer] != MESSAGES]
    assert not bare, f"{len(bare)} of {REQUESTS} requests ended without an answer"
    assert all(map(has_our_headers, answers))
    assert {answer[0]["status"] for answer in answers} <= {204, 503}


async def test_a_request_that_the_server_cancels_is_answered() -> None:
    """A server like uvicorn cancels running requests at the end of a graceful shutdown."""
    app = around(NeverEnding())
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    request = asyncio.ensure_future(app(scope_of("GET", "/", [], b""), receive, send))
    await asyncio.sleep(DEADLINE_S / 2)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    assert [each["type"] for each in sent] == MESSAGES
    assert sent[0]["status"] == 503
    assert has_our_headers(sent)
