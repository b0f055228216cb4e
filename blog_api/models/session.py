"""Sessions: one row per log-in, deleted when the session ends."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Named, Table, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.models.base import INSTANT, Identified, metadata


class SessionColumns(Identified):
    """`refresh_jti` is that of the one valid refresh token, `previous_jti` of the one it replaced.

    `refresh_user_agent` and `refresh_network` (/24 or /48) identify the client of the last refresh;
    the network is null before the first one. `confirmed_at` is when the user last proved their
    identity, null if that does not count any more; `amr` names the methods (RFC 8176).
    """

    user_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    refresh_jti: Named[str] = Column(Text)
    previous_jti: Named[str | None] = Column(Text)
    refreshed_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    last_used_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    expires_at: Named[datetime] = Column(INSTANT)
    user_agent: Named[str | None] = Column(Text)
    ip: Named[str | None] = Column(Text)
    refresh_user_agent: Named[str | None] = Column(Text)
    refresh_network: Named[str | None] = Column(Text)
    confirmed_at: Named[datetime | None] = Column(INSTANT)
    amr: Named[list[str]] = Column(ARRAY(Text), server_default=text("'{pwd}'"))


Session: Final = Table(
    "sessions",
    metadata,
    SessionColumns,
    Index("ix_sessions_user_id", "user_id"),
    Index("ix_sessions_expires_at", "expires_at"),
)
