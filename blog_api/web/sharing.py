"""What anyone may be shown, anyone's cache may keep (RFC 9111 §3.5 and §4.1).

An answer to nobody in particular holds published things only. By default a cache asks each time
whether it still holds, so that nothing deleted is seen again; PUBLIC_CACHE_SECONDS lets shared ones
(a proxy, a CDN) go without asking for so long.
"""

from fastapi import Request
from starlette.responses import Response

from blog_api.web.etag import is_current, tag_of_body

OK, NOT_MODIFIED, MOVED = 200, 304, 308


def share(request: Request, response: Response, seconds: int) -> Response:
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
