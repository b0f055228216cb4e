"""Reading comments: those of a post the viewer may see."""

from functools import lru_cache
from typing import Final

from sqlalchemy import Integer, bindparam, select

from blog_api.comments.schemas import CommentOut
from blog_api.db.database import Reading
from blog_api.db.statement import Statement
from blog_api.errors import NotFoundError
from blog_api.live import LiveComment, LiveUser
from blog_api.permissions import Actor
from blog_api.posts.queries import author_column, require_visible_post
from blog_api.web.pagination import CursorPaging, Page, page_of, read_cursor

SORT: Final = "oldest"

ROWS: Final = select(
    LiveComment.c.id,
    LiveComment.c.post_id,
    author_column(LiveUser),
    LiveComment.c.content,
    LiveComment.c.created_at,
    LiveComment.c.updated_at,
).join(LiveUser, LiveUser.c.id == LiveComment.c.author_id)

SELECT_COMMENT: Final = Statement(ROWS.where(LiveComment.c.id == bindparam("id")), CommentOut)


@lru_cache(maxsize=2)
def page_statement(*, after_key: bool) -> Statement[CommentOut]:
    """Ids grow with time, so the oldest first is the order of ids."""
    rows = ROWS.where(LiveComment.c.post_id == bindparam("post_id"))
    if after_key:
        rows = rows.where(LiveComment.c.id > bindparam("after_id"))
    rows = rows.order_by(LiveComment.c.id).limit(bindparam("limit", type_=Integer))
    return Statement(rows, CommentOut)


async def list_comments(
    db: Reading, viewer: Actor | None, post_id: int, paging: CursorPaging
) -> Page[CommentOut]:
    """Refuses a post that the viewer cannot see."""
    await require_visible_post(db, viewer, post_id)
    key = read_cursor(SORT, paging.cursor)
    after = {"after_id": key.id} if key else {}
    statement = page_statement(after_key=key is not None)
    rows = await db.all(statement, post_id=post_id, limit=paging.limit + 1, **after)
    return page_of(rows, paging.limit, SORT, lambda comment: (comment.created_at, comment.id))


async def find_comment(db: Reading, comment_id: int) -> CommentOut | None:
    """A live comment of a live post."""
    return await db.one(SELECT_COMMENT, id=comment_id)


async def get_comment(db: Reading, comment_id: int) -> CommentOut:
    """The same, for whoever needs it to be there."""
    comment = await find_comment(db, comment_id)
    if comment is None:
        raise NotFoundError
    return comment
