"""Pictures that somebody uploaded, and files that may have to go."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base


class Picture(Base):
    """Whose a file is; equal pictures of several people are one file.

    It lives and lies in the trash with its owner, so it has no `deleted_at` of its own.
    """

    __tablename__ = "pictures"

    name: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    __table_args__ = (
        CheckConstraint("kind IN ('avatar', 'post')", name="kind"),
        Index("ix_pictures_owner_id", "owner_id", "kind"),
        Index("ix_pictures_created_at", "created_at"),
    )


class PictureRemoval(Base):
    """A file that lost an owner, written by a trigger; gone when the file was looked after."""

    __tablename__ = "picture_removals"

    name: Mapped[str] = mapped_column(primary_key=True)
