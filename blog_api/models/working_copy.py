"""Working copies: unpublished edits of posts, one for each post and user."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Named,
    Table,
    Text,
    TypedColumns,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.models.base import INSTANT, metadata


class WorkingCopyColumns(TypedColumns):
    """`id` is never used again, for entity tags.

    `fields` names those that it changes: null in one of them clears it.

    `by_author`: its user was the author of the post at the last change, and may go on reading it
    after the post was handed over. `stored_bytes` count against the quota of the user: 0 for a copy
    that was last changed by a release before them.
    """

    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    id: Named[int] = Column(BigInteger, Identity(always=True))
    version: Named[int] = Column(BigInteger, server_default="1")
    base_version: Named[int] = Column(BigInteger)
    by_author: Named[bool] = Column(Boolean)
    fields: Named[list[str]] = Column(ARRAY(Text))
    title: Named[str | None] = Column(Text)
    slug: Named[str | None] = Column(Text)
    excerpt: Named[str | None] = Column(Text)
    content: Named[str | None] = Column(Text)
    category: Named[str | None] = Column(Text)
    tags: Named[list[str] | None] = Column(ARRAY(Text))
    image_url: Named[str | None] = Column(Text)
    stored_bytes: Named[int] = Column(BigInteger, server_default="0")
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    updated_at: Named[datetime] = Column(INSTANT, server_default=func.now())


WorkingCopy: Final = Table(
    "working_copies",
    metadata,
    WorkingCopyColumns,
    Index("ix_working_copies_user_id", "user_id", text("updated_at DESC"), text("post_id DESC")),
    Index("ix_working_copies_updated_at", "updated_at"),
)
