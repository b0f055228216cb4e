"""The one place that hides what is deleted or over: reads select from these, never from the models.

Each is the model over a filtered subquery, which PostgreSQL flattens into the query around it.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, select
from sqlalchemy.orm import aliased

from blog_api.db.statement import constant
from blog_api.models import (
    Comment,
    OneTimeToken,
    Picture,
    Post,
    PostCounters,
    PostHtml,
    PostSearch,
    PostSlug,
    Session,
    TermChange,
    TermCount,
    User,
    Vote,
)

# What a query over either the live or the deleted ones is written for.
Posts = type[Post]
Users = type[User]

LiveUser = aliased(User, select(User).where(User.deleted_at.is_(None)).subquery("live_users"))

LivePost = aliased(Post, select(Post).where(Post.deleted_at.is_(None)).subquery("live_posts"))

LiveComment = aliased(
    Comment,
    select(Comment)
    .join(Post, Post.id == Comment.post_id)
    .where(Comment.deleted_at.is_(None), Post.deleted_at.is_(None))
    .subquery("live_comments"),
)

LiveSession = aliased(
    Session, select(Session).where(Session.expires_at > func.now()).subquery("live_sessions")
)

LiveOneTimeToken = aliased(
    OneTimeToken,
    select(OneTimeToken).where(OneTimeToken.expires_at > func.now()).subquery("live_tokens"),
)

LivePicture = aliased(
    Picture,
    select(Picture)
    .join(User, User.id == Picture.owner_id)
    .where(User.deleted_at.is_(None))
    .subquery("live_pictures"),
)

# What belongs to a post and is never deleted by itself; a read reaches it from a live post.
LivePostCounters = aliased(PostCounters, name="post_counters")
LiveVote = aliased(Vote, name="votes")
LivePostSlug = aliased(PostSlug, name="post_slugs")

# What has no life of its own: sums over posts, and a record of what was done.
LiveTermCount = aliased(TermCount, name="term_counts")
LiveTermChange = aliased(TermChange, name="term_changes")
LivePostSearch = aliased(PostSearch, name="post_search")
LivePostHtml = aliased(PostHtml, name="post_html")


def is_public(
    status: SQLColumnExpression[str], published_at: SQLColumnExpression[datetime | None]
) -> ColumnElement[bool]:
    """Published, and its day has come; null where a draft has no day."""
    return and_(status == constant("published"), published_at <= func.now())


IS_PUBLIC: Final = is_public(LivePost.status, LivePost.published_at)
