"""Accounts."""

from sqlalchemy import CheckConstraint, Index, false, func, text, true
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base, Identified, Timestamped, Trashable, in_trash_together

LIVE = text("deleted_at IS NULL")


class User(Identified, Timestamped, Trashable, Base):
    """Email and user name are kept as written and compared without case."""

    __tablename__ = "users"

    email: Mapped[str]
    email_verified: Mapped[bool] = mapped_column(server_default=false())
    username: Mapped[str]
    name: Mapped[str | None]
    bio: Mapped[str | None]
    avatar_url: Mapped[str | None]
    password_hash: Mapped[str]
    role: Mapped[str] = mapped_column(server_default="user")
    is_active: Mapped[bool] = mapped_column(server_default=true())

    __table_args__ = (
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
        Index(
            "ix_users_deletion_id", "deletion_id", postgresql_where=text("deletion_id IS NOT NULL")
        ),
    )


Index("uq_users_email_live", func.lower(User.email), unique=True, postgresql_where=LIVE)
Index("uq_users_username_live", func.lower(User.username), unique=True, postgresql_where=LIVE)
