"""Votes over HTTP."""

from fastapi import APIRouter, Response

from blog_api.auth.dependencies import CurrentUser, user_with
from blog_api.errors import NotFoundError
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import WriteDb
from blog_api.http.path_ids import PostId
from blog_api.http.routing import error_responses
from blog_api.scopes import Scope
from blog_api.votes import commands

router = APIRouter(prefix=f"{API}/posts/{{post_id}}/vote", tags=["votes"])


@router.put(
    "",
    operation_id="vote",
    dependencies=[user_with(Scope.VOTES_WRITE)],
    status_code=204,
    response_class=Response,
    responses=error_responses(NotFoundError),
)
async def vote(post_id: PostId, db: WriteDb, actor: CurrentUser) -> None:
    """Vote for a post; a second time changes nothing."""
    await db.write(commands.create_vote, actor, post_id)


@router.delete(
    "",
    operation_id="unvote",
    dependencies=[user_with(Scope.VOTES_WRITE)],
    status_code=204,
    response_class=Response,
    responses=error_responses(NotFoundError),
)
async def unvote(post_id: PostId, db: WriteDb, actor: CurrentUser) -> None:
    """Withdraw your vote; without one nothing changes."""
    await db.write(commands.delete_vote, actor, post_id)
