"""What anyone may be shown, anyone's cache may keep (RFC 9111 §3.5 and §4.1).

An answer to nobody in particular holds published things only. By default a cache asks each time
whether it still holds, so that nothing deleted is seen again; PUBLIC_CACHE_SECONDS lets shared ones
(a proxy, a CDN) go without asking for so long.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from fastapi import Request
from starlette.responses import Response

from blog_api.web.etag import is_current, tag_of_body

OK, NOT_MODIFIED, MOVED = 200, 304, 308
Handler = Callable[[Request], Awaitable[Response]]


async def share(request: Request, handle: Handler) -> Response:
    """The answer to nobody in particular, made once for all who ask the same at the same time.

    It depends on the path, the query and the tag of what is known already, and on nothing else.
    """
    known = request.headers.get("if-none-match")
    question = (request.scope["path"], request.scope["query_string"], known)
    answering = partial(answer_alike, handle)
    response: Response = await request.app.state.coalescer.ask(question, request, answering)
    return response


async def answer_alike(handle: Handler, asking: Sequence[Request]) -> Response:
    """Any of these requests stands for all."""
    request = asking[0]
    seconds = request.app.state.settings.public_cache_seconds
    return for_caches(request, await handle(request), seconds)


def for_caches(request: Request, response: Response, seconds: int) -> Response:
    """The answer for any reader, or 304 for one that has these very bytes."""
    if response.status_code not in {OK, NOT_MODIFIED, MOVED}:
        return response
    lifetime = f"max-age=0, s-maxage={seconds}" if seconds else "no-cache"
    response.headers["Cache-Control"] = f"public, {lifetime}"
    response.headers.add_vary_header("Authorization")
    if response.status_code != OK:
        return response
    tag = response.headers.get("ETag")
    if tag is None:
        tag = response.headers["ETag"] = tag_of_body(response.body)
    if not is_current(request.headers.get("if-none-match"), tag):
        return response
    kept = {name: response.headers[name] for name in ("ETag", "Cache-Control", "Vary")}
    return Response(status_code=NOT_MODIFIED, headers=kept)
