"""Used up amount of each rate limit."""

from datetime import datetime
from typing import Final

from sqlalchemy import Column, Index, Named, Table, Text, TypedColumns

from blog_api.models.base import INSTANT, metadata


class RateLimitColumns(TypedColumns):
    """`full_at` is the theoretical arrival time of GCRA; for one of a daily limit, when it is back.

    UNLOGGED: a crash resets all limits.
    """

    key: Named[str] = Column(Text, primary_key=True)
    full_at: Named[datetime] = Column(INSTANT)


RateLimit: Final = Table(
    "throttles",
    metadata,
    RateLimitColumns,
    Index("ix_throttles_full_at", "full_at"),
    prefixes=["UNLOGGED"],
)


class LoginLimitColumns(TypedColumns):
    """Limits of log-ins, the same as in `throttles` but replicated: a failover resets none."""

    key: Named[str] = Column(Text, primary_key=True)
    full_at: Named[datetime] = Column(INSTANT)


LoginLimit: Final = Table(
    "login_limits", metadata, LoginLimitColumns, Index("ix_login_limits_full_at", "full_at")
)
