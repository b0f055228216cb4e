"""Mail to be sent, and the tokens that it carries."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Named,
    Table,
    Text,
    TypedColumns,
    func,
    text,
)

from blog_api.models.base import INSTANT, Identified, metadata


class OutboxMailColumns(Identified):
    """What kind of letter goes to which address; gone once it was sent.

    It is written when it is sent: so no token lies here, its lifetime begins when it leaves, and
    asking takes as long for an address that nobody has (docs/decisions/0015).
    """

    kind: Named[str] = Column(Text)
    recipient: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    attempts: Named[int] = Column(BigInteger, server_default=text("0"))
    next_attempt_at: Named[datetime] = Column(INSTANT, server_default=func.now())


OutboxMail: Final = Table(
    "outbox", metadata, OutboxMailColumns, Index("ix_outbox_next_attempt_at", "next_attempt_at")
)


class OneTimeTokenColumns(TypedColumns):
    """SHA-256 of 256 random bits; good once, for one purpose, while the address stays the same."""

    token_hash: Named[bytes] = Column(primary_key=True)
    purpose: Named[str] = Column(Text)
    user_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    email: Named[str] = Column(Text)
    expires_at: Named[datetime] = Column(INSTANT)


OneTimeToken: Final = Table(
    "one_time_tokens",
    metadata,
    OneTimeTokenColumns,
    Index("ix_one_time_tokens_user_id", "user_id"),
    Index("ix_one_time_tokens_expires_at", "expires_at"),
)
