"""Accounts."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, Named, Table, Text, false, func, text, true

from blog_api.models.base import Identified, Timestamped, Trashable, in_trash_together, metadata

LIVE = text("deleted_at IS NULL")


class UserColumns(Trashable, Timestamped, Identified):
    """Email and user name are stored as written and compared without case."""

    email: Named[str] = Column(Text)
    email_verified: Named[bool] = Column(server_default=false())
    username: Named[str] = Column(Text)
    name: Named[str | None] = Column(Text)
    bio: Named[str | None] = Column(Text)
    avatar_url: Named[str | None] = Column(Text)
    password_hash: Named[str] = Column(Text)
    role: Named[str] = Column(Text, server_default="user")
    is_active: Named[bool] = Column(server_default=true())
    notify_new_login: Named[bool] = Column(server_default=true())


User: Final = Table(
    "users",
    metadata,
    UserColumns,
    in_trash_together(),
    CheckConstraint("role IN ('user', 'admin')", name="role"),
    Index(
        "ix_users_admins",
        "id",
        postgresql_where=text("role = 'admin' AND is_active AND deleted_at IS NULL"),
    ),
    Index(
        "ix_users_trash",
        text("deleted_at DESC"),
        text("id DESC"),
        postgresql_where=text("deleted_at IS NOT NULL"),
    ),
    Index("ix_users_deletion_id", "deletion_id", postgresql_where=text("deletion_id IS NOT NULL")),
)


Index("uq_users_email_live", func.lower(User.c.email), unique=True, postgresql_where=LIVE)
Index("uq_users_username_live", func.lower(User.c.username), unique=True, postgresql_where=LIVE)
