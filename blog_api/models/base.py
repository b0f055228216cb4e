"""Columns that tables share, and the names of constraints.

Tables are SQLAlchemy Core tables: a class lists the columns for the type checker, which then knows
`Post.c.title`. Of several bases, the last comes first in the table.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    MetaData,
    Named,
    TypedColumns,
    func,
)

INSTANT: Final = DateTime(timezone=True)

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Identified(TypedColumns):
    """A `bigint` identity column as primary key."""

    id: Named[int] = Column(BigInteger, Identity(always=True), primary_key=True)


class Timestamped(TypedColumns):
    """The times of creation and of the last edit."""

    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    updated_at: Named[datetime] = Column(INSTANT, server_default=func.now())


class Trashable(TypedColumns):
    """A row that can be in the trash, and the deletion that put it there."""

    deleted_at: Named[datetime | None] = Column(INSTANT)
    deletion_id: Named[int | None] = Column(BigInteger, ForeignKey("deletions.id"))


def in_trash_together() -> CheckConstraint:
    """Require that `deleted_at` and `deletion_id` are set and cleared together."""
    return CheckConstraint("(deleted_at IS NULL) = (deletion_id IS NULL)", name="in_trash_together")
