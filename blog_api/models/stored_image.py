"""Uploaded images, and files that may have to be removed."""

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
    func,
)

from blog_api.models.base import INSTANT, metadata


class StoredImageColumns(TypedColumns):
    """An owner of a file; equal images of several users are one file.

    It is live or in the trash with its owner, so it has no `deleted_at`.
    """

    name: Named[str] = Column(Text, primary_key=True)
    owner_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Named[str] = Column(Text, primary_key=True)
    width: Named[int] = Column(BigInteger)
    height: Named[int] = Column(BigInteger)
    size: Named[int] = Column(BigInteger)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.clock_timestamp())


StoredImage: Final = Table(
    "pictures",
    metadata,
    StoredImageColumns,
    CheckConstraint("kind IN ('avatar', 'post')", name="kind"),
    Index("ix_pictures_owner_id", "owner_id", "kind"),
    Index("ix_pictures_created_at", "created_at"),
)


class PictureRemovalColumns(TypedColumns):
    """A file that lost an owner, inserted by a trigger or by its upload; deleted when handled.

    Until `claimed_until` the file may be removed at any moment, so it must not be uploaded again.
    """

    name: Named[str] = Column(Text, primary_key=True)
    claimed_until: Named[datetime | None] = Column(INSTANT)


ImageRemoval: Final = Table("picture_removals", metadata, PictureRemovalColumns)
