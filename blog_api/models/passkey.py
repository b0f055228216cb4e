"""Passkeys of accounts, and the challenges that they sign."""

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
)
from sqlalchemy.dialects.postgresql import BYTEA

from blog_api.models.base import INSTANT, Identified, metadata


class PasskeyColumns(Identified):
    """`public_key` is a COSE key; `rp_id` is the host at which browsers offer the passkey."""

    user_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    credential_id: Named[bytes] = Column(BYTEA)
    public_key: Named[bytes] = Column(BYTEA)
    sign_count: Named[int] = Column(BigInteger)
    rp_id: Named[str] = Column(Text)
    name: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    last_used_at: Named[datetime | None] = Column(INSTANT)


class PasskeyChallengeColumns(TypedColumns):
    """SHA-256 of a random token, to be signed once, for what it was issued for.

    `session_id` and `pending_hash` bind it to a session or to a log-in that waits for a second
    factor.
    """

    challenge: Named[bytes] = Column(BYTEA, primary_key=True)
    purpose: Named[str] = Column(Text)
    session_id: Named[int | None] = Column(
        BigInteger, ForeignKey("sessions.id", ondelete="CASCADE")
    )
    pending_hash: Named[bytes | None] = Column(
        BYTEA, ForeignKey("pending_logins.token_hash", ondelete="CASCADE")
    )
    expires_at: Named[datetime] = Column(INSTANT)


Passkey: Final = Table(
    "passkeys",
    metadata,
    PasskeyColumns,
    Index("uq_passkeys_credential_id", "credential_id", unique=True),
    Index("ix_passkeys_user_id", "user_id"),
)
PasskeyChallenge: Final = Table(
    "passkey_challenges",
    metadata,
    PasskeyChallengeColumns,
    Index("ix_passkey_challenges_session_id", "session_id"),
    Index("ix_passkey_challenges_pending_hash", "pending_hash"),
    Index("ix_passkey_challenges_expires_at", "expires_at"),
)
