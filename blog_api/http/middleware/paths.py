"""Trailing slashes, HEAD, and tokens in addresses."""

from typing import Final
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog_api.errors import BadRequestError
from blog_api.http.api_prefix import API
from blog_api.http.errors import answer
from blog_api.token_format import PREFIX

UNDER_API: Final = f"{API}/"
MISPLACED: Final = (
    "A personal access token belongs in the Authorization header, as addresses are logged; "
    "revoke this one."
)


class PathMiddleware:
    """Serves `/api/posts/` as `/api/posts`, and HEAD as GET without a body (RFC 9110 §9.3.2).

    Outside of the API no slash is removed: a proxy's rule for `/metrics` would miss `/metrics/`.
    A personal access token in an address is rejected with 400.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if has_token(scope):
            await answer(BadRequestError(MISPLACED))(scope, receive, send)
            return
        asked = scope
        if scope["path"].startswith(UNDER_API) and scope["path"].endswith("/"):
            scope = {**scope, "path": scope["path"].rstrip("/")}
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, without_body(send)
        try:
            await self.app(scope, receive, send)
        finally:
            asked["route"] = scope.get("route")


def has_token(scope: Scope) -> bool:
    """Return whether the path or the query has a personal access token, also percent-encoded."""
    query: bytes = scope["query_string"]
    return PREFIX in scope["path"] or PREFIX in unquote(query.decode("latin-1"))


def without_body(send: Send) -> Send:
    """Send the headers of a GET, `Content-Length` included, without the body."""

    async def send_headers(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_headers
