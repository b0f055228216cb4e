"""Differences between versions over HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Response

from blog_api.auth.dependencies import CurrentUser, user_with
from blog_api.errors import ForbiddenError, NotFoundError, RevisionRedactedError, ThrottledError
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb
from blog_api.http.parameters import from_query
from blog_api.http.path_ids import PostId, Version
from blog_api.http.routing import Responses, error_responses
from blog_api.revisions import comparison
from blog_api.revisions.diff_schemas import DiffOut, DiffQuery
from blog_api.scopes import Scope

router = APIRouter(prefix=f"{API}/posts/{{post_id}}/revisions", tags=["revisions"])

UNIFIED: Final = "text/x-diff"
PATCH: Final = "--- version-2\n+++ version-3\n@@ -1,1 +1,1 @@\n-The first.\n+The *first*.\n"
AS_PATCH: Final[Responses] = {
    200: {"content": {UNIFIED: {"schema": {"type": "string"}, "example": PATCH}}}
}


@router.get(
    "/{version}/diff",
    operation_id="diff_revision",
    dependencies=[user_with(Scope.POSTS_READ)],
    response_model=DiffOut,
    responses=AS_PATCH
    | error_responses(ForbiddenError, NotFoundError, RevisionRedactedError, ThrottledError),
)
async def diff_revision(
    post_id: PostId,
    version: Version,
    db: ReadDb,
    actor: CurrentUser,
    query: Annotated[DiffQuery, from_query(DiffQuery)],
) -> DiffOut | Response:
    """How a version became another one, or the current one."""
    sides = await comparison.get_sides(db, actor, post_id, version, query.to)
    if query.format is None:
        return await comparison.describe_difference(actor, sides)
    patch = await comparison.write_unified_diff(actor, sides)
    return Response(patch, media_type=f"{UNIFIED}; charset=utf-8")
