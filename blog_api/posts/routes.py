"""Posts over HTTP."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from blog_api.auth.dependencies import (
    Admin,
    CurrentUser,
    NeedsConfirmation,
    admin_with,
    admit_user,
    reads_posts,
    user_with,
)
from blog_api.db.database import Reading
from blog_api.errors import (
    AdminOnlyError,
    AuthorDeletedError,
    ConfirmationRequiredError,
    EmailNotVerifiedError,
    ForbiddenError,
    InsufficientScopeError,
    NotDeletedError,
    NotFoundError,
    PreconditionRequiredError,
    QuotaExceededError,
    SlugTakenError,
    StaleError,
    UnauthenticatedError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import WriteDb, public_reader_of
from blog_api.http.etag import entity_tag, tagged
from blog_api.http.fields import Flag, Text
from blog_api.http.hot_routes import JsonAnswer, described, hot_read, moved_permanently
from blog_api.http.idempotency import CREATION_ERRORS, KEY, Creation, idempotent_db_of
from blog_api.http.json_body import JsonBody, json_body
from blog_api.http.pagination import Page, link_header
from blog_api.http.parameters import FromPath, FromQuery
from blog_api.http.path_ids import PostId
from blog_api.http.preconditions import WritePrecondition
from blog_api.http.routing import error_responses, response_headers
from blog_api.permissions import Action, Actor, require
from blog_api.posts import listing, queries
from blog_api.posts.commands import create, delete, restore
from blog_api.posts.filters import PostFilters
from blog_api.posts.listing_by_ids import list_by_ids
from blog_api.posts.schemas import PostIn, PostItem, PostOut, PostQuery, RestoreIn
from blog_api.posts.search import pages
from blog_api.rendering.html_cache import Rendered
from blog_api.scopes import Scope

router = APIRouter(prefix=f"{API}/posts", tags=["posts"])

READING: Final = (
    response_headers(200, "ETag") | response_headers(304, "ETag") | error_responses(NotFoundError)
)
PathSlug = Annotated[
    Text,
    Field(description="Slug of the post; a former one is redirected to the present one (308)."),
]
WRITING: Final = (EmailNotVerifiedError, SlugTakenError, QuotaExceededError)
SLUG: Final = FromPath[str]("slug", PathSlug)
POST_ID: Final = FromPath[int]("post_id", PostId)
FILTERS: Final = FromQuery(PostFilters)
RENDER: Final = FromQuery(PostQuery)
NEW_POST: Final = JsonBody(PostIn)
POSTS: Final = JsonAnswer(Page[PostItem])
POST: Final = JsonAnswer(PostOut)
MOVED: Final = response_headers(308, "Location")
MOVED[308]["description"] = "The post bears another slug now; `Location` is its present place."


async def read_response(request: Request, post: PostOut, query: PostQuery) -> Response:
    shown = await queries.with_html(public_reader_of(request), post) if query.render else post
    return post_response(shown)


def post_response(
    post: PostOut, headers: Mapping[str, str] | None = None, status_code: int = 200
) -> Response:
    """Make the response with its ETag, whose digest is that of the body."""
    body = POST.dump(post)
    headers = {**(headers or {}), "ETag": entity_tag("post", post, body)}
    return Response(body, status_code, headers, "application/json")


@router.get(
    "",
    operation_id="list_posts",
    response_model=Page[PostItem],
    responses=error_responses(UnauthenticatedError, InsufficientScopeError),
    openapi_extra=hot_read(FILTERS, security=reads_posts.security),
)
async def list_posts(request: Request) -> Response:
    """Published posts, or one's own with `author=me` or `status`, or those that `ids` names."""
    viewer, db = await reads_posts(request), public_reader_of(request)
    filters = FILTERS.read(request)
    try:
        page = await list_matching(db, viewer, filters)
    except UnauthenticatedError:
        raise reads_posts.refusal(request) or UnauthenticatedError from None
    return POSTS.respond(page, {"Link": link_header(request, page, filters)})


async def list_matching(db: Reading, viewer: Actor | None, filters: PostFilters) -> Page[PostItem]:
    if filters.ids is not None:
        return await list_by_ids(db, viewer, filters.ids)
    query = await listing.read_query(db, viewer, filters)
    if filters.search is None:
        return await listing.list_page(db, query)
    return await pages.search_page(db, query, filters.search)


@router.post(
    "",
    operation_id="create_post",
    response_model=PostOut,
    status_code=201,
    dependencies=[user_with(Scope.POSTS_WRITE), Depends(NEW_POST)],
    responses=response_headers(201, "ETag", "Location")
    | error_responses(*WRITING, *CREATION_ERRORS),
    openapi_extra=described(KEY),
)
async def create_post(request: Request) -> Response:
    """Write a post; its author is the caller."""
    data, actor = NEW_POST.of(request), await admit_user(request)
    idempotent = await idempotent_db_of(request)
    rendered = await Rendered.of(data.content, actor.id)
    post = (
        None
        if idempotent.key
        else await create.create_at_once(idempotent.db, actor, data, rendered)
    )
    if post is None:
        command = partial(create.create_post, rendered=rendered)
        post = await idempotent.create(Creation(command, queries.get_post), actor, data)
    return post_response(post, {"Location": f"{request.scope['path']}/{post.id}"}, 201)


@router.get(
    "/slug/{slug}",  # noqa: FAST003  # read from the request (decision 0032)
    operation_id="get_post_by_slug",
    response_model=PostOut,
    responses=READING | MOVED,
    openapi_extra=hot_read(SLUG, RENDER, security=reads_posts.security),
)
async def get_post_by_slug(request: Request) -> Response:
    """One post by its slug; a former slug redirects to the present one."""
    viewer = await reads_posts(request)
    slug, query, db = SLUG.read(request), RENDER.read(request), public_reader_of(request)
    post = await queries.find_post_by_slug(db, viewer, slug)
    if post is None:
        present = await queries.get_present_slug(db, viewer, slug)
        location = request.url_for("get_post_by_slug", slug=quote(present)).path
        return moved_permanently(request, location)
    return await read_response(request, post, query)


@router.get(
    "/{post_id:item}",  # noqa: FAST003  # read from the request (decision 0032)
    operation_id="get_post",
    response_model=PostOut,
    responses=READING,
    openapi_extra=hot_read(POST_ID, RENDER, security=reads_posts.security),
)
async def get_post(request: Request) -> Response:
    """One post."""
    viewer = await reads_posts(request)
    post_id, query = POST_ID.read(request), RENDER.read(request)
    post = await queries.get_post(public_reader_of(request), viewer, post_id)
    return await read_response(request, post, query)


@router.delete(
    "/{post_id:item}",
    operation_id="delete_post",
    dependencies=[user_with(Scope.POSTS_DELETE)],
    status_code=204,
    response_class=Response,
    responses=response_headers(204, "Deletion-Id")
    | error_responses(
        ForbiddenError,
        AdminOnlyError,
        ConfirmationRequiredError,
        NotFoundError,
        StaleError,
        PreconditionRequiredError,
    ),
)
async def delete_post(  # noqa: PLR0913, PLR0917  # all parts of the request
    post_id: PostId,
    response: Response,
    db: WriteDb,
    actor: CurrentUser,
    condition: WritePrecondition,
    confirmation: NeedsConfirmation,
    hard_delete: Annotated[
        Flag, Query(description="For good; administrators with a confirmed session only.")
    ] = False,
) -> None:
    """Move a post to the trash; `Deletion-Id` names the deletion, which an admin can undo."""
    if_match = condition.checked()
    if hard_delete:
        require(actor, Action.HARD_DELETE_POST)
        confirmation.require()
        await db.write(delete.hard_delete_post, actor, post_id, if_match)
        return
    deletion_id = await db.write(delete.delete_post, actor, post_id, if_match)
    response.headers["Deletion-Id"] = str(deletion_id)


@router.post(
    "/{post_id}/restore",
    operation_id="restore_post",
    dependencies=[admin_with(Scope.ADMIN_CONTENT)],
    responses=response_headers(200, "ETag")
    | error_responses(
        AdminOnlyError, NotFoundError, NotDeletedError, SlugTakenError, AuthorDeletedError
    ),
)
async def restore_post(
    post_id: PostId,
    data: Annotated[RestoreIn, json_body(RestoreIn, optional=True)],
    response: Response,
    db: WriteDb,
    actor: Admin,
) -> PostOut:
    """Restore a post from the trash with its former status."""
    return tagged("post", response, await db.write(restore.restore_post, actor, post_id, data))
