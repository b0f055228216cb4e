"""Revisions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from blog_api.auth.dependencies import CurrentUser, user_with
from blog_api.errors import (
    EmailNotVerifiedError,
    ForbiddenError,
    NotFoundError,
    QuotaExceededError,
    RevisionRedactedError,
    SlugTakenError,
    StaleError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb, WriteDb
from blog_api.http.etag import IfMatch, tagged
from blog_api.http.json_body import json_body
from blog_api.http.pagination import CursorPaging, Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.path_ids import CommentId, PostId, Version
from blog_api.http.routing import error_responses, response_headers
from blog_api.posts.schemas import PostOut, PostQuery
from blog_api.rendering.html_cache import Rendered
from blog_api.revisions import commands, queries
from blog_api.revisions.schemas import (
    CommentRevision,
    RestoreRevisionIn,
    RevisionOut,
    RevisionSummary,
)
from blog_api.scopes import Scope

router = APIRouter(prefix=f"{API}/posts/{{post_id}}/revisions", tags=["revisions"])
comment_router = APIRouter(prefix=f"{API}/comments", tags=["revisions"])

READING = error_responses(ForbiddenError, NotFoundError)


@router.get(
    "", operation_id="list_revisions", dependencies=[user_with(Scope.POSTS_READ)], responses=READING
)
async def list_revisions(  # noqa: PLR0913, PLR0917  # what HTTP gives
    post_id: PostId,
    request: Request,
    response: Response,
    db: ReadDb,
    actor: CurrentUser,
    paging: Annotated[CursorPaging, from_query(CursorPaging)],
) -> Page[RevisionSummary]:
    """The versions of a post, the newest first; for its author and administrators."""
    page = await queries.list_revisions(db, actor, post_id, paging)
    response.headers["Link"] = link_header(request, page, paging)
    return page


@router.get(
    "/{version:item}",
    operation_id="get_revision",
    dependencies=[user_with(Scope.POSTS_READ)],
    responses=READING,
)
async def get_revision(
    post_id: PostId,
    version: Version,
    db: ReadDb,
    actor: CurrentUser,
    query: Annotated[PostQuery, from_query(PostQuery)],
) -> RevisionOut:
    """One version of a post: its number is the third part of the ETag."""
    revision = await queries.get_revision(db, actor, post_id, version)
    if query.render is None or revision.content is None:
        return revision
    rendered = await Rendered.of(revision.content, actor.id)
    return revision.model_copy(update={"content_html": rendered.html})


@router.post(
    "/{version}/restore",
    operation_id="restore_revision",
    dependencies=[user_with(Scope.POSTS_WRITE)],
    responses=response_headers(200, "ETag")
    | error_responses(
        ForbiddenError,
        EmailNotVerifiedError,
        NotFoundError,
        SlugTakenError,
        QuotaExceededError,
        RevisionRedactedError,
        StaleError,
    ),
)
async def restore_revision(  # noqa: PLR0913, PLR0917  # what HTTP gives
    post_id: PostId,
    version: Version,
    data: Annotated[RestoreRevisionIn, json_body(RestoreRevisionIn, optional=True)],
    response: Response,
    db: WriteDb,
    actor: CurrentUser,
    if_match: IfMatch = None,
) -> PostOut:
    """Make the fields of a version those of the post: a new version, unless nothing differs."""
    revision = await queries.get_stored(db, actor, post_id, version)
    edit = await commands.restoring(actor, revision, data, if_match)
    post = await db.write(commands.restore_revision, actor, post_id, edit)
    return tagged("post", response, post)


@comment_router.get(
    "/{comment_id}/revisions",
    operation_id="list_comment_revisions",
    dependencies=[user_with(Scope.POSTS_READ, checks_posts=True)],
    responses=READING,
)
async def list_comment_revisions(  # noqa: PLR0913, PLR0917  # what HTTP gives
    comment_id: CommentId,
    request: Request,
    response: Response,
    db: ReadDb,
    actor: CurrentUser,
    paging: Annotated[CursorPaging, from_query(CursorPaging)],
) -> Page[CommentRevision]:
    """The versions of a comment, the newest first; for its author and administrators."""
    page = await queries.list_comment_revisions(db, actor, comment_id, paging)
    response.headers["Link"] = link_header(request, page, paging)
    return page
