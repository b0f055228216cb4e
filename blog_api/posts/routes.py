"""Posts over HTTP."""

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from blog_api.auth.dependencies import Admin, CurrentUser, GuardedRoute, Viewer
from blog_api.errors import (
    AdminOnlyError,
    AuthorDeletedError,
    ForbiddenError,
    IdempotencyInProgressError,
    NotDeletedError,
    NotFoundError,
    RestoreConflictsError,
    SlugTakenError,
    StaleError,
    UnauthenticatedError,
)
from blog_api.posts import commands, deleting, listing, queries, restoring
from blog_api.posts.schemas import (
    BulkDeleteIn,
    BulkDeleteOut,
    BulkRestoreIn,
    BulkRestoreOut,
    PostFilters,
    PostIn,
    PostOut,
    PostPatch,
    PostSummary,
    RestoreIn,
    TermList,
)
from blog_api.web.database import ReadDb, WriteDb
from blog_api.web.deadline import Patience
from blog_api.web.etag import IfMatch, IfNoneMatch, is_current
from blog_api.web.idempotency import Answer, OnceDb, reply
from blog_api.web.pagination import Page, link_header
from blog_api.web.routing import refusals
from blog_api.web.schemas import Flag, PathId, Text

router = APIRouter(prefix="/posts", tags=["posts"], route_class=GuardedRoute)
terms_router = APIRouter(tags=["tags and categories"], route_class=GuardedRoute)

CHANGING: Final = refusals(ForbiddenError, NotFoundError, SlugTakenError, StaleError)


def with_etag(response: Response, post: PostOut) -> PostOut:
    """Every answer that carries a post carries its tag."""
    response.headers["ETag"] = post.etag
    return post


def unless_current(
    response: Response, post: PostOut, if_none_match: str | None
) -> PostOut | Response:
    """The post, or 304 for a client that has it already."""
    if is_current(if_none_match, post.etag):
        return Response(status_code=304, headers={"ETag": post.etag})
    return with_etag(response, post)


@router.get("", operation_id="list_posts", responses=refusals(UnauthenticatedError))
async def list_posts(
    request: Request,
    response: Response,
    db: ReadDb,
    viewer: Viewer,
    filters: Annotated[PostFilters, Query()],
) -> Page[PostSummary]:
    """Published posts, or with `author=me` and `status` one's own."""
    page = await listing.list_posts(db, viewer, filters)
    response.headers["Link"] = link_header(request, page, filters)
    return page


@router.post(
    "",
    operation_id="create_post",
    status_code=201,
    response_model=PostOut,
    responses=refusals(SlugTakenError, IdempotencyInProgressError),
)
async def create_post(data: PostIn, request: Request, once: OnceDb, actor: CurrentUser) -> Response:
    """Write a post; its author is the caller."""

    def created(post: PostOut) -> Answer:
        location = f"{request.url.path}/{post.id}"
        return reply(201, post, {"Location": location, "ETag": post.etag})

    return await once.act(created, commands.create_post, actor, data)


@router.post(
    "/bulk-delete",
    operation_id="bulk_delete_posts",
    dependencies=[Patience],
    response_model=BulkDeleteOut,
    responses=refusals(AdminOnlyError, IdempotencyInProgressError),
)
async def bulk_delete(data: BulkDeleteIn, once: OnceDb, actor: Admin) -> Response:
    """Put up to 1,000 posts in the trash as one deletion."""
    return await once.act(partial(reply, 200), deleting.bulk_delete, actor, data)


@router.post(
    "/bulk-restore",
    operation_id="bulk_restore_posts",
    dependencies=[Patience],
    response_model=BulkRestoreOut,
    responses=refusals(AdminOnlyError, RestoreConflictsError, IdempotencyInProgressError),
)
async def bulk_restore(data: BulkRestoreIn, once: OnceDb, actor: Admin) -> Response:
    """Take up to 1,000 posts out of the trash."""
    return await once.act(partial(reply, 200), restoring.bulk_restore, actor, data)


@router.get(
    "/slug/{slug}",
    operation_id="get_post_by_slug",
    response_model=PostOut,
    responses={304: {"description": "Not modified."}, **refusals(NotFoundError)},
)
async def get_post_by_slug(
    slug: Text, response: Response, db: ReadDb, viewer: Viewer, if_none_match: IfNoneMatch = None
) -> PostOut | Response:
    """One post by its slug."""
    post = await queries.get_post_by_slug(db, viewer, slug)
    return unless_current(response, post, if_none_match)


@router.get(
    "/{post_id}",
    operation_id="get_post",
    response_model=PostOut,
    responses={304: {"description": "Not modified."}, **refusals(NotFoundError)},
)
async def get_post(
    post_id: PathId,
    response: Response,
    db: ReadDb,
    viewer: Viewer,
    if_none_match: IfNoneMatch = None,
) -> PostOut | Response:
    """One post."""
    return unless_current(response, await queries.get_post(db, viewer, post_id), if_none_match)


@router.put("/{post_id}", operation_id="replace_post", responses=CHANGING)
async def replace_post(  # noqa: PLR0913, PLR0917  # what HTTP gives
    post_id: PathId,
    data: PostIn,
    response: Response,
    db: WriteDb,
    actor: CurrentUser,
    if_match: IfMatch = None,
) -> PostOut:
    """Replace what is written; slug, status and publication stay unless sent."""
    post = await db.write(commands.replace_post, actor, post_id, data, if_match)
    return with_etag(response, post)


@router.patch("/{post_id}", operation_id="update_post", responses=CHANGING)
async def update_post(  # noqa: PLR0913, PLR0917  # what HTTP gives
    post_id: PathId,
    data: PostPatch,
    response: Response,
    db: WriteDb,
    actor: CurrentUser,
    if_match: IfMatch = None,
) -> PostOut:
    """Change only what is sent."""
    post = await db.write(commands.update_post, actor, post_id, data, if_match)
    return with_etag(response, post)


@router.delete(
    "/{post_id}",
    operation_id="delete_post",
    status_code=204,
    responses=refusals(ForbiddenError, AdminOnlyError, NotFoundError, StaleError),
)
async def delete_post(  # noqa: PLR0913, PLR0917  # what HTTP gives
    post_id: PathId,
    response: Response,
    db: WriteDb,
    actor: CurrentUser,
    if_match: IfMatch = None,
    hard_delete: Annotated[Flag, Query(description="For good; administrators only.")] = False,
) -> None:
    """Put a post in the trash; `Deletion-Id` names the deletion that an administrator can undo."""
    if hard_delete:
        await db.write(commands.hard_delete_post, actor, post_id, if_match)
        return
    deletion_id = await db.write(commands.delete_post, actor, post_id, if_match)
    response.headers["Deletion-Id"] = str(deletion_id)


@router.post(
    "/{post_id}/restore",
    operation_id="restore_post",
    responses=refusals(
        AdminOnlyError, NotFoundError, NotDeletedError, SlugTakenError, AuthorDeletedError
    ),
)
async def restore_post(
    post_id: PathId,
    response: Response,
    db: WriteDb,
    actor: Admin,
    data: RestoreIn | None = None,
) -> PostOut:
    """Take a post out of the trash, its status as it was."""
    post = await db.write(restoring.restore_post, actor, post_id, data or RestoreIn())
    return with_etag(response, post)


@terms_router.get("/tags", operation_id="list_tags")
async def list_tags(db: ReadDb, _: Viewer) -> TermList:
    """The tags of published posts, most used first."""
    return TermList(items=await queries.list_tags(db))


@terms_router.get("/categories", operation_id="list_categories")
async def list_categories(db: ReadDb, _: Viewer) -> TermList:
    """The categories of published posts, most used first."""
    return TermList(items=await queries.list_categories(db))
