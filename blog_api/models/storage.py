"""Bytes that accounts use."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Named, Table

from blog_api.models.base import Identified, metadata


class StorageShareColumns(Identified):
    """A share of the bytes of an account; the sum includes live rows and the trash.

    Triggers (migration "storage") add to a share that no other transaction has locked, so parallel
    writes of one account never wait for each other (docs/decisions/0008). No foreign key: its check
    would lock the account in writes that lock nothing of it today.
    """

    user_id: Named[int] = Column(BigInteger)
    used: Named[int] = Column(BigInteger)


StorageShare: Final = Table(
    "storage_shares", metadata, StorageShareColumns, Index("ix_storage_shares_user_id", "user_id")
)
