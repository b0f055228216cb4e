"""Locks of the rows that a removal for good takes along.

A cascade locks rows in the order of an index, a bulk request in the order of ids. So these are
locked in the order of ids before: posts, then comments, those in the trash too.
"""

from typing import Final

from sqlalchemy import BigInteger, Select, Table, any_, bindparam, func, select, union
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.models import Comment, CommentColumns, Post, PostColumns

IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
OWNER: Final = bindparam("user_id", type_=BigInteger)


def locking(model: Table[PostColumns] | Table[CommentColumns], *ids: Select[int]) -> Statement[int]:
    """Build the statement that locks rows and returns only their number."""
    chosen = any_(func.array(union(*ids).scalar_subquery()))
    rows = select(model.c.id).where(model.c.id == chosen).order_by(model.c.id)
    return Statement(select(func.count()).select_from(rows.with_for_update().subquery()), int)


POSTS_OF: Final = select(Post.c.id).where(Post.c.author_id == OWNER)
COMMENTS_OF: Final = select(Comment.c.id).where(Comment.c.author_id == OWNER)
COMMENTS_ON_POSTS: Final = select(Comment.c.id).where(Comment.c.post_id == any_(IDS))
COMMENTS_ON_POSTS_OF: Final = select(Comment.c.id).where(Comment.c.post_id.in_(POSTS_OF))

LOCK_POSTS: Final = locking(Post, select(Post.c.id).where(Post.c.id == any_(IDS)))
LOCK_COMMENTS: Final = locking(Comment, COMMENTS_ON_POSTS)
LOCK_POSTS_OF: Final = locking(Post, POSTS_OF)
LOCK_COMMENTS_OF: Final = locking(Comment, COMMENTS_OF, COMMENTS_ON_POSTS_OF)


async def hold_rows_of_posts(db: Transaction, ids: list[int]) -> None:
    """Lock posts and their comments."""
    await db.one(LOCK_POSTS, ids=ids)
    await db.one(LOCK_COMMENTS, ids=ids)


async def hold_rows_of_account(db: Transaction, user_id: int) -> None:
    """Lock the posts and comments of a locked account, and the comments on its posts."""
    await db.one(LOCK_POSTS_OF, user_id=user_id)
    await db.one(LOCK_COMMENTS_OF, user_id=user_id)
