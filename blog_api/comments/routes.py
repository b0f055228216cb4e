"""Comments over HTTP."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Request, Response

from blog_api.auth.dependencies import Admin, CurrentUser, GuardedRoute, Viewer
from blog_api.comments import commands, queries
from blog_api.comments.schemas import CommentIn, CommentOut
from blog_api.errors import (
    AdminOnlyError,
    AuthorDeletedError,
    ForbiddenError,
    NotDeletedError,
    NotFoundError,
    PostDeletedError,
)
from blog_api.web.database import ReadDb, WriteDb
from blog_api.web.idempotency import KEY_REFUSALS, OnceDb, reply
from blog_api.web.pagination import CursorPaging, Page, link_header
from blog_api.web.parameters import from_query
from blog_api.web.routing import answers, refusals
from blog_api.web.schemas import PathId

post_router = APIRouter(
    prefix="/posts/{post_id}/comments", tags=["comments"], route_class=GuardedRoute
)
router = APIRouter(prefix="/comments", tags=["comments"], route_class=GuardedRoute)


@post_router.get("", operation_id="list_comments", responses=refusals(NotFoundError))
async def list_comments(  # noqa: PLR0913, PLR0917  # what HTTP gives
    post_id: PathId,
    request: Request,
    response: Response,
    db: ReadDb,
    viewer: Viewer,
    paging: Annotated[CursorPaging, from_query(CursorPaging)],
) -> Page[CommentOut]:
    """The comments of a post, the oldest first."""
    page = await queries.list_comments(db, viewer, post_id, paging)
    response.headers["Link"] = link_header(request, page, paging)
    return page


@post_router.post(
    "",
    operation_id="create_comment",
    status_code=201,
    response_model=CommentOut,
    responses=refusals(NotFoundError, *KEY_REFUSALS),
)
async def create_comment(
    post_id: PathId, data: CommentIn, once: OnceDb, actor: CurrentUser
) -> Response:
    """Comment on a post."""
    command = partial(commands.create_comment, post_id=post_id)
    return await once.act(partial(reply, 201), command, actor, data)


@router.patch(
    "/{comment_id}",
    operation_id="update_comment",
    responses=refusals(ForbiddenError, NotFoundError),
)
async def update_comment(
    comment_id: PathId, data: CommentIn, db: WriteDb, actor: CurrentUser
) -> CommentOut:
    """Change what you wrote."""
    return await db.write(commands.update_comment, actor, comment_id, data)


@router.delete(
    "/{comment_id}",
    operation_id="delete_comment",
    status_code=204,
    responses=answers(204, "Deletion-Id") | refusals(ForbiddenError, NotFoundError),
)
async def delete_comment(
    comment_id: PathId, response: Response, db: WriteDb, actor: CurrentUser
) -> None:
    """Put a comment in the trash; `Deletion-Id` names the deletion."""
    deletion_id = await db.write(commands.delete_comment, actor, comment_id)
    response.headers["Deletion-Id"] = str(deletion_id)


@router.post(
    "/{comment_id}/restore",
    operation_id="restore_comment",
    responses=refusals(
        AdminOnlyError, NotFoundError, NotDeletedError, AuthorDeletedError, PostDeletedError
    ),
)
async def restore_comment(comment_id: PathId, db: WriteDb, actor: Admin) -> CommentOut:
    """Take a comment out of the trash."""
    return await db.write(commands.restore_comment, actor, comment_id)
