"""The outbox of emails, and the one-time tokens in them."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
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
from sqlalchemy.dialects.postgresql import JSONB

from blog_api.models.base import INSTANT, Identified, metadata


class OutboxMailColumns(Identified):
    """The kind and recipient of an email; deleted once it is sent.

    Emails about an account have its `user_id`, without a foreign key: they outlive the account.
    `details` has values of closed sets only, such as a role, and never text of a user.

    The text is written when the email is sent: so no token is stored here, the lifetime of the
    token begins at that time, and a request takes as long for an address without an account
    (docs/decisions/0015).
    """

    kind: Named[str] = Column(Text)
    recipient: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    attempts: Named[int] = Column(BigInteger, server_default=text("0"))
    next_attempt_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    requester_network: Named[str | None] = Column(Text)
    admitted: Named[bool] = Column(server_default=false())
    user_id: Named[int | None] = Column(BigInteger)
    details: Named[dict[str, Any] | None] = Column(JSONB)


OutboxMail: Final = Table(
    "outbox", metadata, OutboxMailColumns, Index("ix_outbox_next_attempt_at", "next_attempt_at")
)


class OneTimeTokenColumns(TypedColumns):
    """SHA-256 of 256 random bits; valid once, for one purpose, while the email is unchanged.

    Tokens with an `email_change_id` take that change back; `email` is then the old address.
    """

    token_hash: Named[bytes] = Column(primary_key=True)
    purpose: Named[str] = Column(Text)
    user_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    email: Named[str] = Column(Text)
    expires_at: Named[datetime] = Column(INSTANT)
    delivered_at: Named[datetime | None] = Column(INSTANT)
    email_change_id: Named[int | None] = Column(
        BigInteger, ForeignKey("email_changes.id", ondelete="CASCADE")
    )


OneTimeToken: Final = Table(
    "one_time_tokens",
    metadata,
    OneTimeTokenColumns,
    Index("ix_one_time_tokens_user_id", "user_id"),
    Index("ix_one_time_tokens_expires_at", "expires_at"),
    Index(
        "ix_one_time_tokens_email_change_id",
        "email_change_id",
        postgresql_where=text("email_change_id IS NOT NULL"),
    ),
)
