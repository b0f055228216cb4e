"""What surrounds a request, as plain ASGI: `BaseHTTPMiddleware` costs a task and cancellation."""

import logging
import re
import secrets
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException  # noqa: TID251  # passes through FastAPI as it is
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog_api.context import request_id
from blog_api.errors import BodyTooLargeError
from blog_api.web.errors import answer_defect
from blog_api.web.metering import Meter

logger = logging.getLogger("blog_api.requests")

REQUEST_ID: Final = re.compile(r"[!-~]{1,128}")
LENGTH: Final = re.compile(r"[0-9]{1,18}")
MAX_BODY_BYTES: Final = 1_500_000
UNKNOWN_LENGTH: Final = 10**18
RAISE_LIMIT: Final = "blog_api.raise_body_limit"
# What is shown by itself in a browser runs nothing; /docs and /redoc have a policy of their own.
# A route that says nothing about caches means `no-store`.
DEFAULT_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)


class RequestContextMiddleware:
    """Outermost: names the request, answers what nobody caught, counts it, hardens the headers.

    Without it an unhandled error resets the keep-alive connection instead of answering 500.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.meter = Meter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})
        identifier = chosen_request_id(Headers(scope=scope).get("x-request-id"))
        token = request_id.set(identifier)
        started = self.meter.begin(scope)
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                add_headers(message, identifier)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            logger.exception("unhandled error")
            if status:
                raise
            await answer_defect()(scope, receive, send_with_headers)
        finally:
            self.meter.end(scope, status, started)
            request_id.reset(token)


def chosen_request_id(given: str | None) -> str:
    """The client's, if it is printable and short; otherwise a new one."""
    if given and REQUEST_ID.fullmatch(given):
        return given
    return secrets.token_hex(16)


def add_headers(message: Message, identifier: str) -> None:
    """Security headers on every answer, where its route has not set them itself."""
    given = {name for name, _ in message["headers"]}
    missing = [header for header in DEFAULT_HEADERS if header[0] not in given]
    named = (b"x-request-id", identifier.encode())
    message["headers"] = [*message["headers"], named, *missing]


class PathMiddleware:
    """`/api/posts/` answers as `/api/posts`, and HEAD as GET without its body (RFC 9110 §9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = scope
        if scope["path"] != "/" and scope["path"].endswith("/"):
            scope = {**scope, "path": scope["path"].rstrip("/") or "/"}
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, without_body(send)
        try:
            await self.app(scope, receive, send)
        finally:
            asked["route"] = scope.get("route")


def without_body(send: Send) -> Send:
    """Keep the headers of a GET, `Content-Length` among them, and send nothing after them."""

    async def send_headers(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_headers


class BodyLimitMiddleware:
    """Refuses a body by its declared length, or by counting when none is declared.

    It does so when the body is first asked for: who calls is decided before (decision 0005), and a
    route that takes more has said so by then. A GET is never asked for one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "GET":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        known = int(declared) if LENGTH.fullmatch(declared) else UNKNOWN_LENGTH
        limited = LimitedBody(receive, known)
        scope[RAISE_LIMIT] = limited.raise_limit
        try:
            await self.app(scope, limited.receive, send)
        finally:
            del scope[RAISE_LIMIT]  # else the request is a cycle, as in `DeadlineMiddleware`


class LimitedBody:
    """Passes a body on unless it is, or grows, too large."""

    def __init__(self, receive: Receive, declared: int) -> None:
        self._receive = receive
        self._declared = declared
        self._seen = 0
        self._limit = MAX_BODY_BYTES

    def raise_limit(self, limit: int) -> None:
        """For the few routes that take more."""
        self._limit = limit

    async def receive(self) -> Message:
        """The next message."""
        refuse_too_large(self._declared, self._limit)
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        refuse_too_large(self._seen, self._limit)
        return message


def refuse_too_large(size: int, limit: int) -> None:
    """FastAPI turns every other exception from reading a body into a 400."""
    if size > limit:
        raise HTTPException(BodyTooLargeError.status)


def raise_body_limit(scope: Scope, limit: int) -> None:
    """Before the body is asked for."""
    scope[RAISE_LIMIT](limit)
