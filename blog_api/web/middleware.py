"""What surrounds a request, as plain ASGI: `BaseHTTPMiddleware` costs a task and cancellation."""

import logging
import re
import secrets
import time
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException  # noqa: TID251  # passes through FastAPI as it is
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog_api.context import request_id
from blog_api.errors import BodyTooLargeError
from blog_api.web.errors import answer_defect

logger = logging.getLogger("blog_api.requests")

REQUEST_ID: Final = re.compile(r"[!-~]{1,128}")
LENGTH: Final = re.compile(r"[0-9]{1,18}")
MAX_BODY_BYTES: Final = 1_500_000
SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


class RequestContextMiddleware:
    """Outermost: names the request, answers what nobody caught, logs a line, hardens the headers.

    Without it an unhandled error resets the keep-alive connection instead of answering 500.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identifier = chosen_request_id(Headers(scope=scope).get("x-request-id"))
        token = request_id.set(identifier)
        started = time.perf_counter()
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
            log_request(scope, status, time.perf_counter() - started)
            request_id.reset(token)


def chosen_request_id(given: str | None) -> str:
    """The client's, if it is printable and short; otherwise a new one."""
    if given and REQUEST_ID.fullmatch(given):
        return given
    return secrets.token_hex(16)


def add_headers(message: Message, identifier: str) -> None:
    """Security headers on every answer; `no-store` where the route says nothing about caches."""
    headers = MutableHeaders(scope=message)
    headers["X-Request-ID"] = identifier
    headers.setdefault("Cache-Control", "no-store")
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)


def log_request(scope: Scope, status: int, seconds: float) -> None:
    """Method, path and status; never the query, which may hold what somebody searched for."""
    logger.info("%s %r %d %.1f ms", scope["method"], scope["path"], status, seconds * 1000)


class PathMiddleware:
    """`/api/posts/` answers as `/api/posts`, and HEAD as GET without its body (RFC 9110 §9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"] != "/" and scope["path"].endswith("/"):
            scope = {**scope, "path": scope["path"].rstrip("/") or "/"}
        if scope["method"] == "HEAD":
            await self.app({**scope, "method": "GET"}, receive, without_body(send))
        else:
            await self.app(scope, receive, send)


def without_body(send: Send) -> Send:
    """Keep the headers of a GET, `Content-Length` among them, and send nothing after them."""

    async def send_headers(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_headers


class BodyLimitMiddleware:
    """Refuses a body by its declared length, or by counting when none is declared.

    It does so when the body is first asked for: who calls is decided before (contract §2). A GET
    is never asked for one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "GET":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        known = int(declared) if LENGTH.fullmatch(declared) else MAX_BODY_BYTES + 1
        await self.app(scope, limited(receive, known), send)


def limited(receive: Receive, declared: int) -> Receive:
    """Pass the body on unless it is, or grows, too large."""
    seen = 0

    async def receive_limited() -> Message:
        nonlocal seen
        refuse_too_large(declared)
        message = await receive()
        seen += len(message.get("body", b""))
        refuse_too_large(seen)
        return message

    return receive_limited


def refuse_too_large(size: int) -> None:
    """FastAPI turns every other exception from reading a body into a 400."""
    if size > MAX_BODY_BYTES:
        raise HTTPException(BodyTooLargeError.status)
