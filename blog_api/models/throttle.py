"""How much of each limit is used up."""

from datetime import datetime
from typing import Final

from sqlalchemy import Column, Index, Named, Table, Text, TypedColumns

from blog_api.models.base import INSTANT, metadata


class ThrottleColumns(TypedColumns):
    """`full_at` is the theoretical arrival time of GCRA; UNLOGGED: a crash forgives everybody."""

    key: Named[str] = Column(Text, primary_key=True)
    full_at: Named[datetime] = Column(INSTANT)


Throttle: Final = Table(
    "throttles",
    metadata,
    ThrottleColumns,
    Index("ix_throttles_full_at", "full_at"),
    prefixes=["UNLOGGED"],
)
