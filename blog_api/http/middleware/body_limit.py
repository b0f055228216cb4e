"""Limits on the size of request bodies."""

import re
from typing import Final

from starlette.exceptions import HTTPException  # noqa: TID251  # passes through FastAPI as it is
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog_api.errors import BodyTooLargeError
from blog_api.http.request_headers import find_header

LENGTH: Final = re.compile(r"[0-9]{1,18}")
MAX_BODY_BYTES: Final = 16_384
MAX_BULK_BYTES: Final = 65_536  # 1,000 ids of 19 digits, and a reason
MAX_TEXT_BYTES: Final = 1_500_000  # 100,000 characters, each as a pair of `\\uXXXX`
UNKNOWN_LENGTH: Final = 10**18
RAISE_LIMIT: Final = "blog_api.raise_body_limit"


class BodyLimitMiddleware:
    """Rejects a body by its declared length, or else by counting bytes (413).

    It does so when the body is first read: the guard has run before (decision 0005), and a route
    that takes a larger body has raised the limit by then. The body of a GET is never read.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "GET":
            await self.app(scope, receive, send)
            return
        declared = find_header(scope, b"content-length")
        known = known_length("0" if declared is None else declared)
        limited = LimitedBody(receive, known)
        scope[RAISE_LIMIT] = limited.raise_limit
        try:
            await self.app(scope, limited.receive, send)
        finally:
            del scope[RAISE_LIMIT]  # breaks a reference cycle, as in `DeadlineMiddleware`


def known_length(declared: str) -> int:
    return int(declared) if LENGTH.fullmatch(declared) else UNKNOWN_LENGTH


class LimitedBody:
    """Passes a body on until it exceeds the limit."""

    def __init__(self, receive: Receive, declared: int) -> None:
        self._receive = receive
        self._declared = declared
        self._seen = 0
        self._limit = MAX_BODY_BYTES

    def raise_limit(self, limit: int) -> None:
        self._limit = limit

    async def receive(self) -> Message:
        refuse_too_large(self._declared, self._limit)
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        refuse_too_large(self._seen, self._limit)
        return message


def refuse_too_large(size: int, limit: int) -> None:
    """Raise a 413; FastAPI turns every other exception from reading a body into a 400."""
    if size > limit:
        raise HTTPException(BodyTooLargeError.status)


def raise_body_limit(scope: Scope, limit: int) -> None:
    """Allow a larger body; call it before the body is read."""
    if RAISE_LIMIT in scope:
        scope[RAISE_LIMIT](limit)
