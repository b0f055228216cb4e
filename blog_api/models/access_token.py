"""Personal access tokens, and the hashes of their secrets."""

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
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA

from blog_api.models.base import INSTANT, Identified, metadata


class AccessTokenColumns(Identified):
    """The row is deleted when the token is revoked or has expired; audit entries keep its id.

    `prefix` is the beginning of the present secret, for its owner to recognise.
    """

    user_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    name: Named[str] = Column(Text)
    prefix: Named[str] = Column(Text)
    scopes: Named[list[str]] = Column(ARRAY(Text))
    post_ids: Named[list[int] | None] = Column(ARRAY(BigInteger))
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    expires_at: Named[datetime] = Column(INSTANT)
    last_used_at: Named[datetime | None] = Column(INSTANT)


AccessToken: Final = Table(
    "access_tokens",
    metadata,
    AccessTokenColumns,
    Index("ix_access_tokens_user_id", "user_id", text("created_at DESC"), text("id DESC")),
    Index("ix_access_tokens_expires_at", "expires_at"),
)


class AccessTokenSecretColumns(TypedColumns):
    """SHA-256 of a secret; one that was replaced has an `expires_at`, the present one has none."""

    secret_hash: Named[bytes] = Column(BYTEA, primary_key=True)
    token_id: Named[int] = Column(BigInteger, ForeignKey("access_tokens.id", ondelete="CASCADE"))
    expires_at: Named[datetime | None] = Column(INSTANT)


AccessTokenSecret: Final = Table(
    "access_token_secrets",
    metadata,
    AccessTokenSecretColumns,
    Index("ix_access_token_secrets_token_id", "token_id"),
)
