"""Counting a view: one row for each post and visitor, with how often and when last."""

import hashlib
import hmac
from typing import Final

from sqlalchemy import BigInteger, Boolean, Text, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.errors import NotFoundError
from blog_api.models import Post, PostView
from blog_api.permissions import Actor, can_list_all
from blog_api.posts.rows import IS_PUBLIC

# The rule of `can_see_post` in SQL, for a crowd on one post waits for this statement's row lock.
VISIBLE_POST: Final = (
    select(Post.c.id, bindparam("visitor", type_=Text))
    .where(
        Post.c.id == bindparam("post_id"),
        Post.c.deleted_at.is_(None),
        or_(
            IS_PUBLIC,
            Post.c.author_id == bindparam("viewer_id", type_=BigInteger),
            bindparam("sees_all", type_=Boolean),
        ),
    )
    .with_for_update(read=True, key_share=True)
    .cte("visible_post")
)

COUNT_VIEW: Final = Statement(
    insert(PostView)
    .from_select(["post_id", "visitor"], select(VISIBLE_POST))
    .on_conflict_do_update(
        index_elements=[PostView.c.post_id, PostView.c.visitor],
        set_={"count": PostView.c.count + 1, "last_viewed_at": func.now()},
    )
    .returning(PostView.c.post_id),
    int,
)


def visitor_of(network: str, secret: bytes) -> str:
    """An HMAC-SHA256 of the network: of no use to whoever lacks the secret."""
    return hmac.new(secret, network.encode(), hashlib.sha256).hexdigest()


async def count_view(db: Transaction, viewer: Actor | None, post_id: int, visitor: str) -> None:
    """Refuses a post that the viewer cannot see; one statement, so the lock is short."""
    named = {"viewer_id": viewer.id if viewer else None, "sees_all": can_list_all(viewer)}
    if await db.one(COUNT_VIEW, post_id=post_id, visitor=visitor, **named) is None:
        raise NotFoundError
