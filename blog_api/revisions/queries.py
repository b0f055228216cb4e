"""Queries of the versions of posts and comments, for their authors and administrators."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    case,
    func,
    null,
    select,
)

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.http.pagination import CursorPaging, Page, page_of, read_cursor
from blog_api.live import (
    LiveComment,
    LiveCommentRevision,
    LivePost,
    LivePostRevision,
    LiveUser,
    is_public,
)
from blog_api.media.image_urls import absolute_url
from blog_api.permissions import Action, Actor, require, require_on_post, require_reach
from blog_api.posts.queries import SELECT_VISIBILITY
from blog_api.revisions.schemas import (
    CommentRevision,
    RevisionOut,
    RevisionSummary,
    StoredRevision,
)

SORT: Final = "versions"
OF_COMMENT: Final = "comment_versions"


def agent_column() -> ColumnElement[Any]:
    """Return the column of the actor with their present name; null for an account in the trash."""
    agent = func.json_build_object(
        constant("id"), LiveUser.c.id, constant("username"), LiveUser.c.username
    )
    return case((LiveUser.c.id.is_not(None), agent), else_=null()).label("actor")


REVISION: Final = LivePostRevision.c
SUMMARY: Final = (
    REVISION.version,
    REVISION.created_at,
    agent_column(),
    REVISION.via,
    REVISION.note,
    REVISION.changed,
    REVISION.title,
    REVISION.content_length,
    REVISION.restored_from,
    REVISION.token_id,
    (REVISION.version == LivePost.c.version).label("is_current"),
    REVISION.redacted_at,
)
WHOLE: Final = (
    *SUMMARY,
    REVISION.slug,
    REVISION.excerpt,
    func.revision_text(REVISION.content_hash).label("content"),
    REVISION.category,
    REVISION.tags,
    REVISION.status,
    REVISION.published_at,
)


def of_post(*columns: Any) -> Select[Any]:  # columns of any type
    return (
        select(*columns)
        .join(LivePost, LivePost.c.id == REVISION.post_id)
        .outerjoin(LiveUser, LiveUser.c.id == REVISION.actor_id)
        .where(REVISION.post_id == bindparam("post_id"))
    )


@lru_cache(maxsize=2)
def page_statement(*, after_key: bool) -> Statement[RevisionSummary]:
    rows = of_post(*SUMMARY)
    if after_key:
        rows = rows.where(REVISION.version < bindparam("before"))
    rows = rows.order_by(REVISION.version.desc()).limit(bindparam("limit", type_=Integer))
    return Statement(rows, RevisionSummary)


BY_VERSION: Final = REVISION.version == bindparam("version")
SELECT_REVISION: Final = Statement(
    of_post(*WHOLE, absolute_url(REVISION.image_url).label("image_url")).where(BY_VERSION),
    RevisionOut,
)
SELECT_STORED: Final = Statement(
    of_post(*WHOLE, REVISION.image_url, REVISION.provisional_slug, REVISION.excerpt_given).where(
        BY_VERSION
    ),
    StoredRevision,
)


async def require_own_post(
    db: Reading, actor: Actor, post_id: int, action: Action = Action.LIST_REVISIONS
) -> None:
    """Raise NotFoundError for a post that the actor cannot see, ForbiddenError for others'."""
    post = await db.look_up(SELECT_VISIBILITY, post_id)
    if post is None:
        raise NotFoundError
    require_on_post(actor, action, post)


async def list_revisions(
    db: Reading, actor: Actor, post_id: int, paging: CursorPaging
) -> Page[RevisionSummary]:
    await require_own_post(db, actor, post_id)
    key = read_cursor(SORT, paging.cursor)
    before = {"before": key.id} if key else {}
    statement = page_statement(after_key=key is not None)
    rows = await db.all(statement, post_id=post_id, limit=paging.limit + 1, **before)
    return page_of(rows, paging.limit, SORT, lambda row: (row.version, row.version))


async def get_revision(db: Reading, actor: Actor, post_id: int, version: int) -> RevisionOut:
    await require_own_post(db, actor, post_id, Action.GET_REVISION)
    revision = await db.one(SELECT_REVISION, post_id=post_id, version=version)
    if revision is None:
        raise NotFoundError
    return revision


async def get_stored(db: Reading, actor: Actor, post_id: int, version: int) -> StoredRevision:
    await require_own_post(db, actor, post_id, Action.RESTORE_REVISION)
    revision = await db.one(SELECT_STORED, post_id=post_id, version=version)
    if revision is None:
        raise NotFoundError
    return revision


@dataclass(frozen=True, slots=True)
class CommentVisibility:
    """The author of a comment, and the columns that decide who may see its post."""

    author_id: int | None
    post_id: int
    post_author_id: int
    is_public: bool


@dataclass(frozen=True, slots=True)
class SeenPost:
    """The columns of a post that permissions need."""

    id: int
    author_id: int
    is_public: bool


SELECT_COMMENT: Final = Statement(
    select(LiveComment.c.author_id, LivePost.c.id, LivePost.c.author_id, is_public(LivePost))
    .join(LivePost, LivePost.c.id == LiveComment.c.post_id)
    .where(LiveComment.c.id == bindparam("comment_id")),
    CommentVisibility,
)
VERSION: Final = LiveCommentRevision.c


@lru_cache(maxsize=2)
def comment_page(*, after_key: bool) -> Statement[CommentRevision]:
    rows = (
        select(
            VERSION.version,
            VERSION.created_at,
            agent_column(),
            VERSION.via,
            VERSION.token_id,
            func.revision_text(VERSION.content_hash).label("content"),
            VERSION.redacted_at,
        )
        .outerjoin_from(LiveCommentRevision, LiveUser, LiveUser.c.id == VERSION.actor_id)
        .where(VERSION.comment_id == bindparam("comment_id"))
    )
    if after_key:
        rows = rows.where(VERSION.version < bindparam("before"))
    rows = rows.order_by(VERSION.version.desc()).limit(bindparam("limit", type_=Integer))
    return Statement(rows, CommentRevision)


# A comment that was never edited has no revisions: the comment itself is its first version.
SELECT_UNEDITED: Final = Statement(
    select(
        constant(1).label("version"),
        LiveComment.c.created_at,
        agent_column(),
        case((LiveComment.c.author_id.is_(None), constant("import")), else_=constant("edit")).label(
            "via"
        ),
        null().label("token_id"),
        LiveComment.c.content,
        null().label("redacted_at"),
    )
    .outerjoin_from(LiveComment, LiveUser, LiveUser.c.id == LiveComment.c.author_id)
    .where(LiveComment.c.id == bindparam("comment_id")),
    CommentRevision,
)


async def list_comment_revisions(
    db: Reading, actor: Actor, comment_id: int, paging: CursorPaging
) -> Page[CommentRevision]:
    """Return the versions of a comment.

    Raise NotFoundError for a comment that the actor cannot see, ForbiddenError for others'.
    """
    comment = await db.one(SELECT_COMMENT, comment_id=comment_id)
    if comment is None:
        raise NotFoundError
    require_reach(actor, comment.post_id)
    is_seen = comment.is_public or False
    post = SeenPost(comment.post_id, comment.post_author_id, is_seen)
    require(actor, Action.SEE_POST, post)
    require(actor, Action.LIST_COMMENT_REVISIONS, comment)
    key = read_cursor(OF_COMMENT, paging.cursor)
    before = {"before": key.id} if key else {}
    statement = comment_page(after_key=key is not None)
    rows = await db.all(statement, comment_id=comment_id, limit=paging.limit + 1, **before)
    if not rows and key is None:
        rows = await db.all(SELECT_UNEDITED, comment_id=comment_id)
    return page_of(rows, paging.limit, OF_COMMENT, lambda row: (row.version, row.version))
