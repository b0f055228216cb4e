"""Log-ins: one row per session, gone when the session ends."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Named, Table, Text, func

from blog_api.models.base import INSTANT, Identified, metadata


class SessionColumns(Identified):
    """`refresh_jti` names the one valid refresh token, `previous_jti` the one it replaced."""

    user_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    refresh_jti: Named[str] = Column(Text)
    previous_jti: Named[str | None] = Column(Text)
    refreshed_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    last_used_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    expires_at: Named[datetime] = Column(INSTANT)
    user_agent: Named[str | None] = Column(Text)
    ip: Named[str | None] = Column(Text)


Session: Final = Table(
    "sessions",
    metadata,
    SessionColumns,
    Index("ix_sessions_user_id", "user_id"),
    Index("ix_sessions_expires_at", "expires_at"),
)
