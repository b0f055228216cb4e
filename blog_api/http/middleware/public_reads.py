"""GET requests of the API: coalesced and cacheable if public, 304 if unchanged.

Responses to anonymous requests hold published content only (RFC 9111 §3.5 and §4.1). By default a
cache revalidates each time, so that deleted content is not shown again; PUBLIC_CACHE_SECONDS lets
shared caches (a proxy, a CDN) skip that for so long.
"""

from collections.abc import Sequence
from typing import Final

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog_api.http.api_prefix import API, PREVIEWS
from blog_api.http.errors import ANSWERED, RAISE_ERRORS, answer_error
from blog_api.http.etag import not_modified_if_known, tag_of_body
from blog_api.http.request_headers import find_header

OK, NOT_MODIFIED, MOVED = 200, 304, 308
PREFIX: Final = f"{API}/"


class PublicReadsMiddleware:
    """Coalesces identical anonymous requests (decision 0024) and evaluates `If-None-Match`."""

    def __init__(self, app: ASGIApp, *, cache_seconds: int) -> None:
        self.app = app
        self.cache_seconds = cache_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not is_public_read(scope["path"]):
            await self.app(scope, receive, send)
            return
        known = find_header(scope, b"if-none-match")
        if find_header(scope, b"authorization") is None:
            response = await self.share(Request(scope, receive))
        elif known is not None:
            response = await run(self.app, scope, receive)
        else:
            await self.app(scope, receive, send)
            return
        await not_modified_if_known(known, response)(scope, receive, send)

    async def share(self, request: Request) -> Response:
        """Return the response of the next run, which depends on path and query alone."""
        key = (request.scope["path"], request.scope["query_string"])
        try:
            response: Response = await request.app.state.coalescer.run(key, request, self.run_once)
        except ANSWERED as error:
            # Each problem has the id of its own request, so only the exception is shared.
            return await answer_error(request, error)
        return response

    async def run_once(self, waiting: Sequence[Request]) -> Response:
        """Run the application for the first of the waiting requests."""
        first = waiting[0]
        scope = {**first.scope, RAISE_ERRORS: True}
        try:
            return for_caches(await run(self.app, scope, first.receive), self.cache_seconds)
        finally:
            for request in waiting:  # the access log and metrics name the route of each
                request.scope["route"] = scope.get("route")


def is_public_read(path: str) -> bool:
    """Return whether the path belongs to the API; routes at the root have their own caching."""
    return path.startswith(PREFIX) and not path.startswith(PREVIEWS)


async def run(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    """Run an application and return its response."""
    response = Response()
    body: list[bytes] = []

    async def capture(message: Message) -> None:
        if message["type"] == "http.response.start":
            response.status_code = message["status"]
            response.raw_headers = message["headers"]
        else:
            body.append(message.get("body", b""))

    await app(scope, receive, capture)
    response.body = b"".join(body)
    return response


def for_caches(response: Response, seconds: int, tag: str | None = None) -> Response:
    """Add caching headers and an ETag: the given one, the route's, or one of the bytes."""
    if response.status_code not in {OK, NOT_MODIFIED, MOVED}:
        return response
    lifetime = f"max-age=0, s-maxage={seconds}" if seconds else "no-cache"
    headers = response.headers
    headers["Cache-Control"] = f"public, {lifetime}"
    headers.add_vary_header("Authorization")
    if tag is not None:
        headers["ETag"] = tag
    elif response.status_code == OK and "ETag" not in headers:
        headers["ETag"] = tag_of_body(response.body)
    return response
