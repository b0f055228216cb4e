"""Counting a view: one row for each post and visitor, with how often and when last."""

import hashlib
import hmac
from typing import Final

from sqlalchemy import bindparam, func
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.models import PostView
from blog_api.permissions import Actor
from blog_api.posts.rows import keep_visible_post

COUNT_VIEW: Final = Statement(
    insert(PostView)
    .values(post_id=bindparam("post_id"), visitor=bindparam("visitor"))
    .on_conflict_do_update(
        index_elements=[PostView.post_id, PostView.visitor],
        set_={"count": PostView.count + 1, "last_viewed_at": func.now()},
    ),
    int,
)


def visitor_of(address: str, secret: bytes) -> str:
    """An HMAC-SHA256 of the address: equal for the same visitor, useless without the secret."""
    return hmac.new(secret, address.encode(), hashlib.sha256).hexdigest()


async def count_view(db: Transaction, viewer: Actor | None, post_id: int, visitor: str) -> None:
    """Refuses a post that the viewer cannot see."""
    await keep_visible_post(db, viewer, post_id)
    await db.run(COUNT_VIEW, post_id=post_id, visitor=visitor)
