"""Responses stored for retries of a client."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Named,
    Table,
    Text,
    TypedColumns,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from blog_api.models.base import INSTANT, metadata


class IdempotencyKeyColumns(TypedColumns):
    """Inserted in the transaction of the act, so neither exists without the other."""

    user_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    key: Named[str] = Column(Text, primary_key=True)
    target: Named[str] = Column(Text, primary_key=True)
    body_hash: Named[bytes] = Column(LargeBinary)
    status: Named[int | None] = Column(BigInteger)
    headers: Named[dict[str, str] | None] = Column(JSONB)  # of the previous release
    body: Named[bytes | None] = Column(LargeBinary)
    resource_id: Named[int | None] = Column(BigInteger)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())


IdempotencyKey: Final = Table(
    "idempotency_keys",
    metadata,
    IdempotencyKeyColumns,
    Index("ix_idempotency_keys_created_at", "created_at"),
)
