"""Revisions: each version of a post or comment, and the texts that they share."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Named,
    Table,
    Text,
    TypedColumns,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA

from blog_api.models.base import INSTANT, metadata


class RevisionTextColumns(TypedColumns):
    """A text, stored once for all revisions that have it.

    With a `base`, the text is the first `prefix` characters of the base, `body`, and the last
    `suffix` characters of the base; `depth` is the greatest number of bases below it
    (`db/sql/revision_text.sql`).
    """

    sha256: Named[bytes] = Column(BYTEA, primary_key=True)
    base: Named[bytes | None] = Column(BYTEA, ForeignKey("revision_texts.sha256"))
    prefix: Named[int] = Column(Integer, server_default="0")
    suffix: Named[int] = Column(Integer, server_default="0")
    depth: Named[int] = Column(Integer, server_default="0")
    body: Named[str] = Column(Text)


RevisionText: Final = Table(
    "revision_texts",
    metadata,
    RevisionTextColumns,
    Index("ix_revision_texts_base", "base", postgresql_where=text("base IS NOT NULL")),
)


class RevisionColumns(TypedColumns):
    """`actor_id` has no foreign key: ids are never reused, and reads join live accounts.

    A redacted revision has no `content_hash`. `token_id` is the personal access token used.
    """

    version: Named[int] = Column(BigInteger, primary_key=True)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    actor_id: Named[int | None] = Column(BigInteger)
    via: Named[str] = Column(Text)
    token_id: Named[int | None] = Column(BigInteger)
    content_hash: Named[bytes | None] = Column(BYTEA, ForeignKey("revision_texts.sha256"))
    content_length: Named[int] = Column(Integer)
    redacted_at: Named[datetime | None] = Column(INSTANT)


class OfPost(TypedColumns):
    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )


class OfComment(TypedColumns):
    comment_id: Named[int] = Column(
        BigInteger, ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True
    )


class PostRevisionColumns(RevisionColumns, OfPost):
    """The columns of a post that an edit can change, as of one version.

    `stored_bytes` is what the version added to `history_bytes` of the post.
    """

    note: Named[str | None] = Column(Text)
    changed: Named[list[str]] = Column(ARRAY(Text), server_default="{}")
    restored_from: Named[int | None] = Column(BigInteger)
    stored_bytes: Named[int] = Column(BigInteger, server_default="0")
    slug: Named[str] = Column(Text)
    provisional_slug: Named[bool] = Column(Boolean)
    title: Named[str] = Column(Text)
    excerpt: Named[str] = Column(Text)
    excerpt_given: Named[bool] = Column(Boolean)
    category: Named[str | None] = Column(Text)
    tags: Named[list[str]] = Column(ARRAY(Text))
    image_url: Named[str | None] = Column(Text)
    status: Named[str] = Column(Text)
    published_at: Named[datetime | None] = Column(INSTANT)


VIAS: Final = (
    "edit",
    "import",
    "cli",
    "restore",
    "merge",
    "transfer",
    "term_change",
    "untrash",
    "migration",
)
IS_VIA: Final = f"via IN ({', '.join(map(repr, VIAS))})"
IS_KEPT: Final = "(content_hash IS NULL) = (redacted_at IS NOT NULL)"

PostRevision: Final = Table(
    "post_revisions",
    metadata,
    PostRevisionColumns,
    CheckConstraint(IS_VIA, name="via"),
    CheckConstraint(IS_KEPT, name="kept"),
    Index("ix_post_revisions_content_hash", "content_hash"),
)


class CommentRevisionColumns(RevisionColumns, OfComment):
    """Versions of an edited comment: one that was never edited has none."""


CommentRevision: Final = Table(
    "comment_revisions",
    metadata,
    CommentRevisionColumns,
    CheckConstraint(IS_VIA, name="via"),
    CheckConstraint(IS_KEPT, name="kept"),
    Index("ix_comment_revisions_content_hash", "content_hash"),
)
