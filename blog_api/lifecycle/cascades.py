"""Locks of the rows that a removal for good takes along or changes.

A cascade locks rows in the order of an index, a bulk request in the order of ids. So these are
locked in the order of ids before: posts, then comments, those in the trash too. Replies to a
comment are among them: its removal sets their `in_reply_to` to null.
"""

from typing import Final

from sqlalchemy import BigInteger, Select, Table, any_, bindparam, func, select, union
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.models import Comment, CommentColumns, Post, PostColumns

IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))


def locking(model: Table[PostColumns] | Table[CommentColumns], *ids: Select[int]) -> Statement[int]:
    """Build the statement that locks rows and returns only their number."""
    chosen = any_(func.array(union(*ids).scalar_subquery()))
    rows = select(model.c.id).where(model.c.id == chosen).order_by(model.c.id)
    return Statement(select(func.count()).select_from(rows.with_for_update().subquery()), int)


Answered: Final = Comment.alias("answered")
POSTS: Final = select(Post.c.id).where(Post.c.id == any_(IDS))
POSTS_OF: Final = select(Post.c.id).where(Post.c.author_id == any_(IDS))
COMMENTS: Final = select(Comment.c.id).where(Comment.c.id == any_(IDS))
COMMENTS_ON: Final = select(Comment.c.id).where(Comment.c.post_id == any_(IDS))
COMMENTS_OF: Final = select(Comment.c.id).where(Comment.c.author_id == any_(IDS))
COMMENTS_ON_POSTS_OF: Final = select(Comment.c.id).where(Comment.c.post_id.in_(POSTS_OF))
REPLIES: Final = select(Comment.c.id).where(Comment.c.in_reply_to == any_(IDS))
REPLIES_TO: Final = select(Comment.c.id).where(
    Comment.c.in_reply_to.in_(select(Answered.c.id).where(Answered.c.author_id == any_(IDS)))
)

LOCK_POSTS: Final = locking(Post, POSTS)
LOCK_POSTS_OF: Final = locking(Post, POSTS_OF)
LOCK_COMMENTS: Final = locking(Comment, COMMENTS, REPLIES)
LOCK_COMMENTS_ON: Final = locking(Comment, COMMENTS_ON)
LOCK_COMMENTS_OF: Final = locking(Comment, COMMENTS_OF, COMMENTS_ON_POSTS_OF, REPLIES_TO)


async def hold_comments(db: Transaction, ids: list[int]) -> None:
    """Lock comments and the replies to them."""
    await db.one(LOCK_COMMENTS, ids=ids)


async def hold_rows_of_posts(db: Transaction, ids: list[int]) -> None:
    """Lock posts and their comments."""
    await db.one(LOCK_POSTS, ids=ids)
    await db.one(LOCK_COMMENTS_ON, ids=ids)


async def hold_rows_of_accounts(db: Transaction, ids: list[int]) -> None:
    """Lock the posts and comments of locked accounts, comments on these posts, and replies."""
    await db.one(LOCK_POSTS_OF, ids=ids)
    await db.one(LOCK_COMMENTS_OF, ids=ids)
