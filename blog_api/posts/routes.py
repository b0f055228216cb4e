"""Posts over HTTP."""

from functools import partial
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request, Response

from blog_api.auth.dependencies import Admin, CurrentUser, GuardedRoute, Viewer
from blog_api.errors import (
    AdminOnlyError,
    AuthorDeletedError,
    EmailNotVerifiedError,
    ForbiddenError,
    NotDeletedError,
    NotFoundError,
    RestoreConflictsError,
    SlugTakenError,
    StaleError,
    UnauthenticatedError,
)
from blog_api.posts import commands, creating, deleting, queries, restoring
from blog_api.posts.life_schemas import (
    BulkDeleteIn,
    BulkDeleteOut,
    BulkRestoreIn,
    BulkRestoreOut,
    RestoreIn,
)
from blog_api.posts.schemas import PostFilters, PostIn, PostItem, PostOut, PostPatch
from blog_api.posts.search import searching
from blog_api.rendering.kept import Rendered, keeping_html
from blog_api.web.database import ReadDb, WriteDb
from blog_api.web.deadline import Patience
from blog_api.web.etag import IfMatch, IfNoneMatch
from blog_api.web.idempotency import KEY_REFUSALS, Answer, OnceDb, reply
from blog_api.web.pagination import Page, link_header
from blog_api.web.parameters import from_query
from blog_api.web.routing import answers, refusals
from blog_api.web.schemas import Flag, PathId, Text

router = APIRouter(prefix="/posts", tags=["posts"], route_class=GuardedRoute)

READING: Final = answers(200, "ETag") | answers(304, "ETag") | refusals(NotFoundError)
CHANGING: Final = answers(200, "ETag") | refusals(
    ForbiddenError, EmailNotVerifiedError, NotFoundError, SlugTakenError, StaleError
)
Render = Annotated[Literal["html"] | None, Query(description="Add `content_html`.")]


def with_etag(response: Response, post: PostOut) -> PostOut:
    """Every answer that carries a post carries its tag."""
    response.headers["ETag"] = post.etag
    return post


def not_modified(tag: str) -> Response:
    """For a client that has the post already."""
    return Response(status_code=304, headers={"ETag": tag})


MOVED: Final = answers(308, "Location")
MOVED[308]["description"] = "The post bears another slug now; `Location` is its present place."


def moved_permanently(request: Request, path: str) -> Response:
    """The same question elsewhere (RFC 9110 §15.4.9)."""
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=308, headers={"Location": path + query})


@router.get("", operation_id="list_posts", responses=refusals(UnauthenticatedError))
async def list_posts(
    request: Request,
    response: Response,
    db: ReadDb,
    viewer: Viewer,
    filters: Annotated[PostFilters, from_query(PostFilters)],
) -> Page[PostItem]:
    """Published posts, or with `author=me` and `status` one's own."""
    page = await searching.list_posts(db, viewer, filters)
    response.headers["Link"] = link_header(request, page, filters)
    return page


@router.post(
    "",
    operation_id="create_post",
    status_code=201,
    response_model=PostOut,
    responses=answers(201, "ETag", "Location")
    | refusals(EmailNotVerifiedError, SlugTakenError, *KEY_REFUSALS),
)
async def create_post(data: PostIn, request: Request, once: OnceDb, actor: CurrentUser) -> Response:
    """Write a post; its author is the caller."""

    def created(post: PostOut) -> Answer:
        location = f"{request.url.path}/{post.id}"
        return reply(201, post, {"Location": location, "ETag": post.etag})

    rendered = await Rendered.of(data.content)
    post = None if once.key else await creating.create_at_once(once.db, actor, data, rendered)
    if post is not None:
        return created(post).as_response()
    return await once.act(created, partial(creating.create_post, rendered=rendered), actor, data)


@router.post(
    "/bulk-delete",
    operation_id="bulk_delete_posts",
    dependencies=[Patience],
    response_model=BulkDeleteOut,
    responses=refusals(AdminOnlyError, *KEY_REFUSALS),
)
async def bulk_delete(data: BulkDeleteIn, once: OnceDb, actor: Admin) -> Response:
    """Put up to 1,000 posts in the trash as one deletion."""
    return await once.act(partial(reply, 200), deleting.bulk_delete, actor, data)


@router.post(
    "/bulk-restore",
    operation_id="bulk_restore_posts",
    dependencies=[Patience],
    response_model=BulkRestoreOut,
    responses=refusals(AdminOnlyError, RestoreConflictsError, *KEY_REFUSALS),
)
async def bulk_restore(data: BulkRestoreIn, once: OnceDb, actor: Admin) -> Response:
    """Take up to 1,000 posts out of the trash."""
    return await once.act(partial(reply, 200), restoring.bulk_restore, actor, data)


@router.get(
    "/slug/{slug}",
    operation_id="get_post_by_slug",
    response_model=PostOut,
    responses=READING | MOVED,
)
async def get_post_by_slug(  # noqa: PLR0913, PLR0917  # what HTTP gives
    slug: Text,
    request: Request,
    response: Response,
    db: WriteDb,
    viewer: Viewer,
    render: Render = None,
    if_none_match: IfNoneMatch = None,
) -> PostOut | Response:
    """One post by its slug; one that a post bore before leads to its present one."""
    if tag := await queries.BY_SLUG.find_unchanged(db, viewer, slug, if_none_match):
        return not_modified(tag)
    post = await queries.find_post_by_slug(db, viewer, slug)
    if post is None:
        present = await queries.get_present_slug(db, viewer, slug)
        location = request.url_for("get_post_by_slug", slug=present).path
        return moved_permanently(request, location)
    return with_etag(response, await queries.with_html(db, post) if render else post)


@router.get(
    "/{post_id}",
    operation_id="get_post",
    response_model=PostOut,
    responses=READING,
)
async def get_post(  # noqa: PLR0913, PLR0917  # what HTTP gives
    post_id: PathId,
    response: Response,
    db: WriteDb,
    viewer: Viewer,
    render: Render = None,
    if_none_match: IfNoneMatch = None,
) -> PostOut | Response:
    """One post."""
    if tag := await queries.BY_ID.find_unchanged(db, viewer, post_id, if_none_match):
        return not_modified(tag)
    post = await queries.get_post(db, viewer, post_id)
    return with_etag(response, await queries.with_html(db, post) if render else post)


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
    replace = await keeping_html(data.content, commands.replace_post)
    post = await db.write(replace, actor, post_id, data, if_match)
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
    update = await keeping_html(data.content, commands.update_post)
    post = await db.write(update, actor, post_id, data, if_match)
    return with_etag(response, post)


@router.delete(
    "/{post_id}",
    operation_id="delete_post",
    status_code=204,
    responses=answers(204, "Deletion-Id")
    | refusals(ForbiddenError, AdminOnlyError, NotFoundError, StaleError),
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
    responses=answers(200, "ETag")
    | refusals(AdminOnlyError, NotFoundError, NotDeletedError, SlugTakenError, AuthorDeletedError),
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
