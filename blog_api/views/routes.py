"""Views over HTTP."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from blog_api.auth.dependencies import Viewer, anyone_with
from blog_api.errors import NotFoundError, ThrottledError
from blog_api.http.api_prefix import API
from blog_api.http.client_ip import client_address, network_of
from blog_api.http.dependencies import WriteDb
from blog_api.http.path_ids import PostId
from blog_api.http.rate_limiting import rate_limited
from blog_api.http.routing import error_responses
from blog_api.rate_limits import VIEW
from blog_api.scopes import Scope
from blog_api.views import commands

router = APIRouter(prefix=f"{API}/posts/{{post_id}}/views", tags=["views"])


@router.post(
    "",
    operation_id="count_view",
    status_code=204,
    response_class=Response,
    responses=error_responses(NotFoundError, ThrottledError),
    dependencies=[anyone_with(Scope.POSTS_READ), rate_limited(VIEW, widens=False)],
)
async def count_view(post_id: PostId, request: Request, db: WriteDb, viewer: Viewer) -> None:
    """Count a view of a post, once for each visitor in 30 minutes.

    A visitor is an IPv4 address or an IPv6 /64, stored only as an HMAC. Views that arrive while
    another batch commits are committed together.
    """
    network = network_of(client_address(request))
    visitor = commands.visitor_of(network, request.app.state.visitor_secret)

    async def count(visitors: Sequence[str]) -> None:
        await db.write(commands.count_views, viewer, post_id, visitors)

    # All of the caller, as a token may see less than its owner.
    await request.app.state.coalescer.run(("views", post_id, viewer), visitor, count)
