"""Views over HTTP."""

from fastapi import APIRouter, Request

from blog_api.auth.dependencies import GuardedRoute, Viewer
from blog_api.errors import NotFoundError
from blog_api.views import commands
from blog_api.web.addresses import client_address, network_of
from blog_api.web.database import WriteDb
from blog_api.web.routing import refusals
from blog_api.web.schemas import PathId

router = APIRouter(prefix="/posts/{post_id}/views", tags=["views"], route_class=GuardedRoute)


@router.post("", operation_id="count_view", status_code=204, responses=refusals(NotFoundError))
async def count_view(post_id: PathId, request: Request, db: WriteDb, viewer: Viewer) -> None:
    """Count that a post was read; the address is kept only as an HMAC."""
    network = network_of(client_address(request))
    visitor = commands.visitor_of(network, request.app.state.visitor_secret)
    await db.write(commands.count_view, viewer, post_id, visitor)
