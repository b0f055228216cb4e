"""Queries of comments on posts that the viewer may see."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, Integer, any_, bindparam, case, func, null, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.comments.schemas import CommentFilters, CommentOut
from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.errors import NotFoundError
from blog_api.http.pagination import CursorPaging, Page, page_of, read_cursor
from blog_api.http.search_terms import escaped
from blog_api.live import (
    LiveComment,
    LivePost,
    LiveUser,
    Viewer,
    viewer_values,
    visible_to,
    within_reach,
)
from blog_api.permissions import Action, Actor, can
from blog_api.posts.queries import optional_author_column, require_visible_post

SORT: Final = "oldest"
NEWEST: Final = "newest"

EDITED_AT: Final = case(
    (LiveComment.c.updated_at > LiveComment.c.created_at, LiveComment.c.updated_at), else_=null()
)
ROWS: Final = (
    select(
        LiveComment.c.id,
        LiveComment.c.post_id,
        optional_author_column(LiveUser),
        LiveComment.c.author_name,
        LiveComment.c.in_reply_to,
        LiveComment.c.content,
        LiveComment.c.created_at,
        LiveComment.c.updated_at,
        EDITED_AT.label("edited_at"),
    )
    .outerjoin(LiveUser, LiveUser.c.id == LiveComment.c.author_id)
    # An account in the trash has no row in `LiveUser`, but its comments have an `author_id`.
    .where(or_(LiveUser.c.id.is_not(None), LiveComment.c.author_id.is_(None)))
)

SELECT_COMMENT: Final = Statement(ROWS.where(LiveComment.c.id == bindparam("id")), CommentOut)


@lru_cache(maxsize=2)
def page_statement(*, after_key: bool) -> Statement[CommentOut]:
    """Return a page in the order of ids, which is the order of creation."""
    rows = ROWS.where(LiveComment.c.post_id == bindparam("post_id"))
    if after_key:
        rows = rows.where(LiveComment.c.id > bindparam("after_id"))
    rows = rows.order_by(LiveComment.c.id).limit(bindparam("limit", type_=Integer))
    return Statement(rows, CommentOut)


async def list_comments(
    db: Reading, viewer: Actor | None, post_id: int, paging: CursorPaging
) -> Page[CommentOut]:
    """Raise NotFoundError for a post that the viewer cannot see."""
    await require_visible_post(db, viewer, post_id)
    key = read_cursor(SORT, paging.cursor)
    after = {"after_id": key.id} if key else {}
    statement = page_statement(after_key=key is not None)
    rows = await db.all(statement, post_id=post_id, limit=paging.limit + 1, **after)
    return page_of(rows, paging.limit, SORT, lambda comment: (comment.created_at, comment.id))


CONDITIONS: Final = {
    "owner_id": LiveComment.c.author_id == bindparam("owner_id"),
    "author_id": LiveComment.c.author_id == bindparam("author_id"),
    "username": LiveComment.c.author_id
    == select(LiveUser.c.id)
    .where(func.lower(LiveUser.c.username) == func.lower(bindparam("username")))
    .scalar_subquery(),
    "post_id": LiveComment.c.post_id == bindparam("post_id"),
    "search": LiveComment.c.content.icontains(bindparam("search"), escape="\\"),
    "before_id": LiveComment.c.id < bindparam("before_id"),
}


@lru_cache(maxsize=64)
def latest_statement(asked: frozenset[str]) -> Statement[CommentOut]:
    """Return a page of the comments of many posts, the latest first, which is the order of ids."""
    rows = (
        ROWS.join(LivePost, LivePost.c.id == LiveComment.c.post_id)
        .where(visible_to(Viewer.CALLER), within_reach())
        .where(*(CONDITIONS[name] for name in sorted(asked)))
        .order_by(LiveComment.c.id.desc())
        .limit(bindparam("limit", type_=Integer))
    )
    return Statement(rows, CommentOut)


async def list_latest(db: Reading, viewer: Actor, filters: CommentFilters) -> Page[CommentOut]:
    key = read_cursor(NEWEST, filters.cursor)
    given: dict[str, Any] = {
        "owner_id": None if can(viewer, Action.SEE_EVERY_COMMENT) else viewer.id,
        "post_id": filters.post,
        "search": escaped(filters.search),
        "before_id": key.id if key else None,
        **author_value(viewer, filters.author),
    }
    values = {name: value for name, value in given.items() if value is not None}
    statement = latest_statement(frozenset(values))
    rows = await db.all(statement, **values, **viewer_values(viewer), limit=filters.limit + 1)
    return page_of(rows, filters.limit, NEWEST, lambda comment: (comment.created_at, comment.id))


def author_value(viewer: Actor, author: str | None) -> dict[str, Any]:
    """Return the author filter: an id, a user name (which begins with a letter), or `me`."""
    if author == "me":
        return {"author_id": viewer.id}
    if author is not None and author.isascii() and author.isdigit():
        return {"author_id": int(author)}
    return {"username": author}


SELECT_BY_IDS: Final = Statement(
    ROWS.join(LivePost, LivePost.c.id == LiveComment.c.post_id)
    .where(
        LiveComment.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))),
        visible_to(Viewer.CALLER),
    )
    .order_by(LiveComment.c.id),
    CommentOut,
)


async def list_by_ids(db: Reading, viewer: Actor | None, ids: Sequence[int]) -> list[CommentOut]:
    return await db.all(SELECT_BY_IDS, ids=ids, **viewer_values(viewer))


async def find_comment(db: Reading, comment_id: int) -> CommentOut | None:
    return await db.one(SELECT_COMMENT, id=comment_id)


async def get_comment(db: Reading, comment_id: int) -> CommentOut:
    comment = await find_comment(db, comment_id)
    if comment is None:
        raise NotFoundError
    return comment


async def get_visible_comment(db: Reading, viewer: Actor | None, comment_id: int) -> CommentOut:
    """Return a comment; raise NotFoundError if the viewer cannot see it or its post."""
    comment = await get_comment(db, comment_id)
    await require_visible_post(db, viewer, comment.post_id)
    return comment
