"""Answers kept for a client that has to ask again."""

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
    """Written with the act itself, so there is never one without the other."""

    user_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    key: Named[str] = Column(Text, primary_key=True)
    target: Named[str] = Column(Text, primary_key=True)
    body_hash: Named[bytes] = Column(LargeBinary)
    status: Named[int | None] = Column(BigInteger)
    headers: Named[dict[str, str] | None] = Column(JSONB)
    body: Named[bytes | None] = Column(LargeBinary)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())


IdempotencyKey: Final = Table(
    "idempotency_keys",
    metadata,
    IdempotencyKeyColumns,
    Index("ix_idempotency_keys_created_at", "created_at"),
)
