"""The audit log: append-only, written in the same transaction as the act."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base, Identified


class AuditEntry(Identified, Base):
    """No foreign keys: an entry outlives what it tells of. A trigger refuses UPDATE and DELETE."""

    __tablename__ = "audit_entries"

    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[int | None]
    actor_username: Mapped[str | None]
    action: Mapped[str]
    target_type: Mapped[str]
    target_id: Mapped[int | None]
    deletion_id: Mapped[int | None]
    request_id: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))

    __table_args__ = (
        Index("ix_audit_entries_actor_id", "actor_id", "id"),
        Index("ix_audit_entries_action", "action", "id"),
        Index("ix_audit_entries_target", "target_type", "target_id", "id"),
        Index("ix_audit_entries_at", "at"),
    )
