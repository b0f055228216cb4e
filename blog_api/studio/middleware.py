"""Middleware of the studio: origin check, security headers, and queued cookies."""

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog_api.settings import Settings
from blog_api.studio.cookies import PENDING
from blog_api.studio.csrf import is_forged

DIRECTIVES: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
HEADERS: Final = {
    b"content-security-policy": "; ".join(DIRECTIVES).encode(),
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    b"vary": b"Cookie, Accept-Language, Sec-Fetch-Site",
}
Refuse = Callable[[Request], Awaitable[Response]]


class StudioMiddleware:
    """Refuses forged requests before anything else, and completes every response."""

    def __init__(self, app: ASGIApp, *, settings: Settings, refuse: Refuse) -> None:
        self.app = app
        self.settings = settings
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *missing_headers(message, scope)]
            await send(message)

        if is_forged(scope, self.settings):
            response = await self.refuse(Request(scope, receive))
            await response(scope, receive, complete)
            return
        await self.app(scope, receive, complete)


def missing_headers(message: Message, scope: Scope) -> list[tuple[bytes, bytes]]:
    """Return the headers that the route has not set, and the cookies."""
    given = {name for name, _ in message["headers"]}
    queued: dict[str, str] = scope["state"].get(PENDING, {})
    return [
        *((name, value) for name, value in HEADERS.items() if name not in given),
        *((b"set-cookie", line.encode()) for line in queued.values()),
    ]
