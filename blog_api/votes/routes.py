"""Votes over HTTP."""

from fastapi import APIRouter

from blog_api.auth.dependencies import CurrentUser, GuardedRoute
from blog_api.errors import NotFoundError
from blog_api.votes import commands
from blog_api.web.database import WriteDb
from blog_api.web.routing import refusals
from blog_api.web.schemas import PathId

router = APIRouter(prefix="/posts/{post_id}/vote", tags=["votes"], route_class=GuardedRoute)


@router.put("", operation_id="vote", status_code=204, responses=refusals(NotFoundError))
async def vote(post_id: PathId, db: WriteDb, actor: CurrentUser) -> None:
    """Vote for a post; a second time changes nothing."""
    await db.write(commands.create_vote, actor, post_id)


@router.delete("", operation_id="unvote", status_code=204, responses=refusals(NotFoundError))
async def unvote(post_id: PathId, db: WriteDb, actor: CurrentUser) -> None:
    """Take your vote back; without one nothing changes."""
    await db.write(commands.delete_vote, actor, post_id)
