"""How much of each limit is used up."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base


class Throttle(Base):
    """`full_at` is the theoretical arrival time of GCRA; UNLOGGED: a crash forgives everybody."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(primary_key=True)
    full_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_throttles_full_at", "full_at"),
        {"prefixes": ["UNLOGGED"]},
    )
