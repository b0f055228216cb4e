"""The one place that hides what is deleted or over: reads select from these, never from the models.

Each is a filtered subquery with the columns of the model; PostgreSQL flattens it into the query
around it.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, FromClause, SQLColumnExpression, and_, func, select

from blog_api.db.statement import constant
from blog_api.models import (
    Comment,
    CommentColumns,
    OneTimeToken,
    OneTimeTokenColumns,
    Picture,
    PictureColumns,
    Post,
    PostColumns,
    PostCounters,
    PostHtml,
    PostSearch,
    PostSlug,
    Session,
    SessionColumns,
    TermChange,
    TermCount,
    User,
    UserColumns,
    Vote,
)

# What a query over either the live or the deleted ones is written for.
Posts = FromClause[PostColumns]
Users = FromClause[UserColumns]

LiveUser: Final = (
    select(User).where(User.c.deleted_at.is_(None)).subquery("live_users").with_cols(UserColumns)
)

LivePost: Final = (
    select(Post).where(Post.c.deleted_at.is_(None)).subquery("live_posts").with_cols(PostColumns)
)

LiveComment: Final = (
    select(Comment)
    .join(Post, Post.c.id == Comment.c.post_id)
    .where(Comment.c.deleted_at.is_(None), Post.c.deleted_at.is_(None))
    .subquery("live_comments")
    .with_cols(CommentColumns)
)

LiveSession: Final = (
    select(Session)
    .where(Session.c.expires_at > func.now())
    .subquery("live_sessions")
    .with_cols(SessionColumns)
)

LiveOneTimeToken: Final = (
    select(OneTimeToken)
    .where(OneTimeToken.c.expires_at > func.now())
    .subquery("live_tokens")
    .with_cols(OneTimeTokenColumns)
)

LivePicture: Final = (
    select(Picture)
    .join(User, User.c.id == Picture.c.owner_id)
    .where(User.c.deleted_at.is_(None))
    .subquery("live_pictures")
    .with_cols(PictureColumns)
)

# What belongs to a post and is never deleted by itself; a read reaches it from a live post.
LivePostCounters: Final = PostCounters.alias("post_counters")
LiveVote: Final = Vote.alias("votes")
LivePostSlug: Final = PostSlug.alias("post_slugs")

# What has no life of its own: sums over posts, and a record of what was done.
LiveTermCount: Final = TermCount.alias("term_counts")
LiveTermChange: Final = TermChange.alias("term_changes")
LivePostSearch: Final = PostSearch.alias("post_search")
LivePostHtml: Final = PostHtml.alias("post_html")


def is_public(
    status: SQLColumnExpression[str], published_at: SQLColumnExpression[datetime | None]
) -> ColumnElement[bool]:
    """Published, and its day has come; null where a draft has no day."""
    return and_(status == constant("published"), published_at <= func.now())


IS_PUBLIC: Final = is_public(LivePost.c.status, LivePost.c.published_at)
