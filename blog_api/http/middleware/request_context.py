"""Request id, access log, security headers, and a 500 for unhandled exceptions."""

import asyncio
import logging
import re
import secrets
from collections.abc import MutableMapping
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog_api.context import own_request_id, request_id, unicode_slugs
from blog_api.errors import BusyError
from blog_api.http.client_ip import is_from_proxy
from blog_api.http.errors import answer, answer_defect
from blog_api.http.middleware.access_log import Meter
from blog_api.http.request_headers import find_header
from blog_api.http.response_headers import headers_of
from blog_api.token_format import PREFIX

logger = logging.getLogger("blog_api.requests")

FIRST_ERROR: Final = 400
REQUEST_ID: Final = re.compile(r"[!-~]{1,128}")
# Responses that a browser shows directly run no scripts; /docs and /redoc set another policy.
# The default for routes without a caching header.
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
    """Outermost middleware: request id, the 500 of unhandled exceptions, metrics, headers.

    Without it an unhandled error would reset the connection instead of a 500.
    """

    def __init__(self, app: ASGIApp, *, unicode_slugs: bool = False) -> None:
        self.app = app
        self.unicode_slugs = unicode_slugs
        self.meter = Meter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})
        given = chosen_request_id(find_header(scope, b"x-request-id"))
        own = given if given and is_from_proxy(scope) else secrets.token_hex(16)
        tokens = request_id.set(given or own), own_request_id.set(own)
        unicode_slugs.set(self.unicode_slugs)
        started = self.meter.begin(scope)
        sending = HardenedSend(send, given or own, scope["state"])
        try:
            await self.answer(scope, receive, sending)
        finally:
            self.meter.end(scope, sending.status, started)
            request_id.reset(tokens[0])
            own_request_id.reset(tokens[1])

    async def answer(self, scope: Scope, receive: Receive, send: "HardenedSend") -> None:
        """Run the application; every request gets a response, also after an unhandled exception."""
        try:
            await self.app(scope, receive, send)
        except asyncio.CancelledError:  # the server shuts down, and its grace period is over
            if not send.status:
                await answer(BusyError())(scope, receive, send)
            raise
        except Exception:
            logger.exception("unhandled error")
            if send.status:
                raise
            await answer_defect()(scope, receive, send)


class HardenedSend:
    """Adds the request id, the security headers and the headers of guards; records the status."""

    def __init__(self, send: Send, identifier: str, state: MutableMapping[str, Any]) -> None:
        self._send = send
        self._identifier = identifier
        self._state = state
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.status < FIRST_ERROR:
                message["headers"] = [*message["headers"], *headers_of(self._state)]
            add_headers(message, self._identifier)
        await self._send(message)


def chosen_request_id(given: str | None) -> str | None:
    """Return the client's id if it is printable, short and without a personal access token."""
    is_good = given and REQUEST_ID.fullmatch(given) and PREFIX not in given
    return given if is_good else None


def add_headers(message: Message, identifier: str) -> None:
    """Add security headers that the route has not set."""
    given = {name for name, _ in message["headers"]}
    missing = [header for header in DEFAULT_HEADERS if header[0] not in given]
    named = (b"x-request-id", identifier.encode())
    message["headers"] = [*message["headers"], named, *missing]
