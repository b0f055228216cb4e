"""What all tables share: names of constraints, and the columns of what can lie in the trash."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    MetaData,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """Every table; models declare no relationships: a read names its columns."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger,
        str: Text,
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
    }


class Identified:
    """A `bigint` key that the database counts up."""

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)


class Timestamped:
    """When it was made and last written."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Trashable:
    """A row that can lie in the trash, and the deletion that put it there."""

    deleted_at: Mapped[datetime | None]

    @declared_attr
    @classmethod
    def deletion_id(cls) -> Mapped[int | None]:
        """Set and cleared together with `deleted_at`."""
        return mapped_column(ForeignKey("deletions.id"))


def in_trash_together() -> CheckConstraint:
    """`deleted_at` and `deletion_id` are set and cleared together."""
    return CheckConstraint("(deleted_at IS NULL) = (deletion_id IS NULL)", name="in_trash_together")
