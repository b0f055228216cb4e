"""Mail to be sent, and the tokens that it carries."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base, Identified


class OutboxMail(Identified, Base):
    """What kind of letter goes to which address; gone once it was sent.

    It is written when it is sent: so no token lies here, its lifetime begins when it leaves, and
    asking takes as long for an address that nobody has (docs/decisions/0015).
    """

    __tablename__ = "outbox"

    kind: Mapped[str]
    recipient: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    next_attempt_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_outbox_next_attempt_at", "next_attempt_at"),)


class OneTimeToken(Base):
    """SHA-256 of 256 random bits; good once, for one purpose, while the address stays the same."""

    __tablename__ = "one_time_tokens"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    email: Mapped[str]
    expires_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_one_time_tokens_user_id", "user_id"),
        Index("ix_one_time_tokens_expires_at", "expires_at"),
    )
