"""Changes of email addresses that can be taken back."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Named, Table, Text, func

from blog_api.models.base import INSTANT, Identified, metadata


class EmailChangeColumns(Identified):
    """`old_email` is reserved for the account until `expires_at`.

    A trigger refuses it to other accounts: `db/sql/refuse_reserved_email.sql`.
    """

    user_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    old_email: Named[str] = Column(Text)
    changed_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    expires_at: Named[datetime] = Column(INSTANT)


EmailChange: Final = Table(
    "email_changes",
    metadata,
    EmailChangeColumns,
    Index("ix_email_changes_user_id", "user_id", "id"),
    Index("ix_email_changes_expires_at", "expires_at"),
)

Index("ix_email_changes_old_email", func.lower(EmailChange.c.old_email))
