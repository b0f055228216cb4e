"""The audit log: append-only, written in the same transaction as the act."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Index, Named, Table, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB

from blog_api.models.base import INSTANT, Identified, metadata


class AuditEntryColumns(Identified):
    """No foreign keys: entries outlive their targets. A trigger rejects UPDATE and DELETE.

    `token_id` is the personal access token of the request.
    """

    at: Named[datetime] = Column(INSTANT, server_default=func.now())
    actor_id: Named[int | None] = Column(BigInteger)
    actor_username: Named[str | None] = Column(Text)
    action: Named[str] = Column(Text)
    target_type: Named[str] = Column(Text)
    target_id: Named[int | None] = Column(BigInteger)
    deletion_id: Named[int | None] = Column(BigInteger)
    request_id: Named[str | None] = Column(Text)
    token_id: Named[int | None] = Column(BigInteger)
    details: Named[dict[str, Any]] = Column(JSONB, server_default=text("'{}'"))


AuditEntry: Final = Table(
    "audit_entries",
    metadata,
    AuditEntryColumns,
    Index("ix_audit_entries_actor_id", "actor_id", "id"),
    Index("ix_audit_entries_action", "action", "id"),
    Index("ix_audit_entries_target", "target_type", "target_id", "id"),
    Index("ix_audit_entries_at", "at"),
    Index(
        "ix_audit_entries_request_id",
        "request_id",
        text("id DESC"),
        postgresql_where=text("request_id IS NOT NULL"),
    ),
)
