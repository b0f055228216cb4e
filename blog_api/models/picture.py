"""Pictures that somebody uploaded, and files that may have to go."""

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


class PictureColumns(TypedColumns):
    """Whose a file is; equal pictures of several people are one file.

    It lives and lies in the trash with its owner, so it has no `deleted_at` of its own.
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


Picture: Final = Table(
    "pictures",
    metadata,
    PictureColumns,
    CheckConstraint("kind IN ('avatar', 'post')", name="kind"),
    Index("ix_pictures_owner_id", "owner_id", "kind"),
    Index("ix_pictures_created_at", "created_at"),
)


class PictureRemovalColumns(TypedColumns):
    """A file that lost an owner, written by a trigger; gone when the file was looked after."""

    name: Named[str] = Column(Text, primary_key=True)


PictureRemoval: Final = Table("picture_removals", metadata, PictureRemovalColumns)
