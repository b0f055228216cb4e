"""Second factors of accounts, and log-ins that wait for one."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Named,
    Table,
    Text,
    TypedColumns,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import BYTEA

from blog_api.models.base import INSTANT, metadata


class TotpSecretColumns(TypedColumns):
    """A secret, encrypted with the data key `key_id`; a factor once `confirmed_at` is set.

    `last_step` is the time step of the last code: it and earlier ones are used up (RFC 6238 §5.2).
    """

    user_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Named[bytes] = Column(BYTEA)
    key_id: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    confirmed_at: Named[datetime | None] = Column(INSTANT)
    last_step: Named[int] = Column(BigInteger, server_default=text("0"))


class RecoveryCodeColumns(TypedColumns):
    """SHA-256 of a code of 120 random bits; the row is deleted when the code is used."""

    user_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Named[bytes] = Column(BYTEA, primary_key=True)


class PendingLoginColumns(TypedColumns):
    """A log-in with the right password that waits for a second factor: SHA-256 of `mfa_token`."""

    token_hash: Named[bytes] = Column(BYTEA, primary_key=True)
    user_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    tries_left: Named[int] = Column(Integer)
    expires_at: Named[datetime] = Column(INSTANT)


TotpSecret: Final = Table(
    "totp_secrets", metadata, TotpSecretColumns, Index("ix_totp_secrets_key_id", "key_id")
)
RecoveryCode: Final = Table("recovery_codes", metadata, RecoveryCodeColumns)
PendingLogin: Final = Table(
    "pending_logins",
    metadata,
    PendingLoginColumns,
    Index("ix_pending_logins_user_id", "user_id"),
    Index("ix_pending_logins_expires_at", "expires_at"),
)
