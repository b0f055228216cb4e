"""Comments over HTTP."""

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response

from blog_api.auth.dependencies import Admin, CurrentUser, admin_with, reads_posts, user_with
from blog_api.comments import commands, queries
from blog_api.comments.schemas import CommentIn, CommentOut
from blog_api.errors import (
    AdminOnlyError,
    AuthorDeletedError,
    ForbiddenError,
    NotDeletedError,
    NotFoundError,
    PostDeletedError,
    QuotaExceededError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import WriteDb, public_reader_of
from blog_api.http.hot_routes import JsonAnswer, hot_read
from blog_api.http.idempotency import CREATION_ERRORS, Creation, IdempotentDb
from blog_api.http.json_body import json_body
from blog_api.http.pagination import CursorPaging, Page, link_header
from blog_api.http.parameters import FromPath, FromQuery
from blog_api.http.path_ids import CommentId, PostId
from blog_api.http.routing import error_responses, response_headers
from blog_api.scopes import Scope

post_router = APIRouter(prefix=f"{API}/posts/{{post_id}}/comments", tags=["comments"])
router = APIRouter(prefix=f"{API}/comments", tags=["comments"])


POST_ID: Final = FromPath[int]("post_id", PostId)
PAGING: Final = FromQuery(CursorPaging)
COMMENTS: Final = JsonAnswer(Page[CommentOut])
Comment = Annotated[CommentIn, json_body(CommentIn)]


@post_router.get(
    "",
    operation_id="list_comments",
    response_model=Page[CommentOut],
    responses=error_responses(NotFoundError),
    openapi_extra=hot_read(POST_ID, PAGING, security=reads_posts.security),
)
async def list_comments(request: Request) -> Response:
    """The comments of a post, the oldest first."""
    viewer = await reads_posts(request)
    post_id, paging = POST_ID.read(request), PAGING.read(request)
    page = await queries.list_comments(public_reader_of(request), viewer, post_id, paging)
    return COMMENTS.respond(page, {"Link": link_header(request, page, paging)})


@post_router.post(
    "",
    operation_id="create_comment",
    status_code=201,
    dependencies=[user_with(Scope.COMMENTS_WRITE)],
    responses=error_responses(NotFoundError, QuotaExceededError, *CREATION_ERRORS),
)
async def create_comment(
    post_id: PostId, data: Comment, idempotent: IdempotentDb, actor: CurrentUser
) -> CommentOut:
    """Comment on a post."""
    command = partial(commands.create_comment, post_id=post_id)
    creation = Creation(command, queries.get_visible_comment)
    return await idempotent.create(creation, actor, data)


@router.patch(
    "/{comment_id:item}",
    operation_id="update_comment",
    dependencies=[user_with(Scope.COMMENTS_WRITE, checks_posts=True)],
    responses=error_responses(ForbiddenError, NotFoundError, QuotaExceededError),
)
async def update_comment(
    comment_id: CommentId, data: Comment, db: WriteDb, actor: CurrentUser
) -> CommentOut:
    """Change your comment."""
    return await db.write(commands.update_comment, actor, comment_id, data)


@router.delete(
    "/{comment_id:item}",
    operation_id="delete_comment",
    dependencies=[user_with(Scope.COMMENTS_WRITE, checks_posts=True)],
    status_code=204,
    response_class=Response,
    responses=response_headers(204, "Deletion-Id") | error_responses(ForbiddenError, NotFoundError),
)
async def delete_comment(
    comment_id: CommentId, response: Response, db: WriteDb, actor: CurrentUser
) -> None:
    """Move a comment to the trash; `Deletion-Id` names the deletion."""
    deletion_id = await db.write(commands.delete_comment, actor, comment_id)
    response.headers["Deletion-Id"] = str(deletion_id)


@router.post(
    "/{comment_id:item}/restore",
    operation_id="restore_comment",
    dependencies=[admin_with(Scope.ADMIN_CONTENT)],
    responses=error_responses(
        AdminOnlyError, NotFoundError, NotDeletedError, AuthorDeletedError, PostDeletedError
    ),
)
async def restore_comment(comment_id: CommentId, db: WriteDb, actor: Admin) -> CommentOut:
    """Restore a comment from the trash."""
    return await db.write(commands.restore_comment, actor, comment_id)
