"""Add changes of email addresses, devices of log-ins, and emails about accounts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "notices"
down_revision: str | None = "second_factors"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add tables and columns that the previous release does not use, without rewriting a table."""
    op.add_column(
        "users",
        sa.Column("notify_new_login", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    op.add_column("outbox", sa.Column("user_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "outbox", sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )
    add_email_changes()
    add_login_devices()


def add_email_changes() -> None:
    op.create_table(
        "email_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("old_email", sa.Text(), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_email_changes_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_changes")),
    )
    op.create_index("ix_email_changes_user_id", "email_changes", ["user_id", "id"])
    op.create_index("ix_email_changes_expires_at", "email_changes", ["expires_at"])
    op.create_index("ix_email_changes_old_email", "email_changes", [sa.text("lower(old_email)")])
    op.add_column("one_time_tokens", sa.Column("email_change_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_one_time_tokens_email_change_id"),
        "one_time_tokens",
        "email_changes",
        ["email_change_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_index(
        "ix_one_time_tokens_email_change_id",
        "one_time_tokens",
        ["email_change_id"],
        postgresql_where=sa.text("email_change_id IS NOT NULL"),
    )


def add_login_devices() -> None:
    op.create_table(
        "login_devices",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_login_devices_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "device", "site", name=op.f("pk_login_devices")),
    )
    op.create_index("ix_login_devices_seen_at", "login_devices", ["seen_at"])


def downgrade() -> None:
    """Drop the tables, the trigger that reads one of them, and emails of the new kinds."""
    op.execute("DELETE FROM sql_files WHERE name = 'refuse_reserved_email'")
    op.execute("DROP FUNCTION IF EXISTS refuse_reserved_email() CASCADE")
    op.drop_table("login_devices")
    op.execute("DELETE FROM one_time_tokens WHERE email_change_id IS NOT NULL")
    op.drop_column("one_time_tokens", "email_change_id")
    op.drop_table("email_changes")
    op.execute("DELETE FROM outbox WHERE user_id IS NOT NULL")
    op.drop_column("outbox", "details")
    op.drop_column("outbox", "user_id")
    op.drop_column("users", "notify_new_login")
