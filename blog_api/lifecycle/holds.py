"""Holds: an open restore request keeps its item from the purge of old trash, for 30 days more.

Purging a post purges its comments, and purging an account its posts: so a request for a comment
holds the post too, and the account of the author of the post.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Interval, case, cast, select, union_all

from blog_api.db.statements import constant
from blog_api.lifecycle.deleting import Trashable
from blog_api.live import LiveRestoreRequest
from blog_api.models import Comment, Post, User

HELD_FOR: Final = cast(constant("30 days"), Interval)
NO_TIME: Final = cast(constant("0"), Interval)
# Aliases: the statements around these have the tables themselves.
HeldComment: Final = Comment.alias("held_comments")
HeldPost: Final = Post.alias("held_posts")

HOLDING: Final = select(LiveRestoreRequest.c.item_id).where(
    LiveRestoreRequest.c.state == constant("open"), LiveRestoreRequest.c.holds
)
OF_COMMENTS: Final = HOLDING.where(LiveRestoreRequest.c.item_type == constant("comment"))
OF_POSTS: Final = HOLDING.where(LiveRestoreRequest.c.item_type == constant("post"))
POSTS_OF_COMMENTS: Final = select(HeldComment.c.post_id).where(HeldComment.c.id.in_(OF_COMMENTS))
HELD_IDS: Final[dict[Any, Any]] = {
    Comment: OF_COMMENTS,
    Post: union_all(OF_POSTS, POSTS_OF_COMMENTS),
    User: select(HeldPost.c.author_id).where(HeldPost.c.id.in_(POSTS_OF_COMMENTS)),
}
HELD: Final[dict[Any, ColumnElement[bool]]] = {
    model: model.c.id.in_(ids) for model, ids in HELD_IDS.items()
}


def held_for(model: Trashable) -> ColumnElement[Any]:
    """Return the time that requests add to the retention period of a row."""
    return case((HELD[model], HELD_FOR), else_=NO_TIME)


def kept_since(model: Trashable) -> ColumnElement[Any]:
    """Return when the retention period of a row begins, put off for as long as it is held."""
    return model.c.deleted_at + held_for(model)
