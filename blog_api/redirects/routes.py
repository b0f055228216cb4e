"""Redirects over HTTP."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request

from blog_api.auth.dependencies import Viewer, anyone_with
from blog_api.errors import NotFoundError
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import PublicDb
from blog_api.http.parameters import from_query
from blog_api.http.routing import error_responses
from blog_api.redirects import queries
from blog_api.redirects.schemas import RedirectFilters, RedirectOut
from blog_api.scopes import Scope

router = APIRouter(prefix=API, tags=["posts"])


@router.get(
    "/redirects",
    operation_id="get_redirect",
    dependencies=[anyone_with(Scope.POSTS_READ)],
    responses=error_responses(NotFoundError),
)
async def get_redirect(
    request: Request,
    db: PublicDb,
    viewer: Viewer,
    filters: Annotated[RedirectFilters, from_query(RedirectFilters)],
) -> RedirectOut:
    """Find the post that had an address at the site it was imported from."""
    target = await queries.get_target(db, viewer, filters.path)
    location = request.url_for("get_post_by_slug", slug=quote(target.slug)).path
    return RedirectOut(path=target.path, post_id=target.id, slug=target.slug, location=location)
