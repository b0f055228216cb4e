"""Transfers of posts between accounts, and the images that stay visible because of them."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    Table,
    Text,
    TypedColumns,
    false,
    func,
    text,
)

from blog_api.models.base import INSTANT, Identified, metadata

OPEN = text("state = 'open'")


class TransferColumns(Identified):
    """An offer of one post, or a transfer that an administrator made at once.

    `post_id` is null for a transfer of many posts, and `from_id` if they had several authors.
    `deletion_id` is the deletion of the giver's account; without a foreign key, as in the audit
    log. `mailed`: the receiver was told by email.
    """

    post_id: Named[int | None] = Column(BigInteger, ForeignKey("posts.id", ondelete="CASCADE"))
    post_count: Named[int] = Column(BigInteger, server_default="1")
    from_id: Named[int | None] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    to_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    deletion_id: Named[int | None] = Column(BigInteger)
    message: Named[str | None] = Column(Text)
    state: Named[str] = Column(Text)
    mailed: Named[bool] = Column(server_default=false())
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    decided_at: Named[datetime | None] = Column(INSTANT)
    expires_at: Named[datetime | None] = Column(INSTANT)


Transfer: Final = Table(
    "transfers",
    metadata,
    TransferColumns,
    CheckConstraint(
        "state IN ('open', 'accepted', 'declined', 'withdrawn', 'expired', 'undone')", name="state"
    ),
    CheckConstraint(
        "state <> 'open' OR (post_id IS NOT NULL AND from_id IS NOT NULL"
        " AND expires_at IS NOT NULL)",
        name="offer",
    ),
    Index("uq_transfers_post_id_open", "post_id", unique=True, postgresql_where=OPEN),
    Index("ix_transfers_expires_at", "expires_at", postgresql_where=OPEN),
    Index("ix_transfers_post_id", "post_id"),
    Index("ix_transfers_from_id", "from_id", "id"),
    Index("ix_transfers_to_id", "to_id", "id"),
    Index(
        "ix_transfers_deletion_id", "deletion_id", postgresql_where=text("deletion_id IS NOT NULL")
    ),
)


class TransferPostColumns(TypedColumns):
    """A post that a transfer moved, its author before, and when it was given back."""

    transfer_id: Named[int] = Column(
        BigInteger, ForeignKey("transfers.id", ondelete="CASCADE"), primary_key=True
    )
    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    from_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    returned_at: Named[datetime | None] = Column(INSTANT)


TransferPost: Final = Table(
    "transfer_posts",
    metadata,
    TransferPostColumns,
    Index("ix_transfer_posts_post_id", "post_id", "transfer_id"),
    Index("ix_transfer_posts_from_id", "from_id"),
)


class HandedImageColumns(TypedColumns):
    """An image in the text of a post that its uploader handed over; triggers keep the rows."""

    name: Named[str] = Column(Text, primary_key=True)
    owner_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )


HandedImage: Final = Table(
    "handed_images",
    metadata,
    HandedImageColumns,
    Index("ix_handed_images_owner_id", "owner_id"),
    Index("ix_handed_images_post_id", "post_id"),
)
