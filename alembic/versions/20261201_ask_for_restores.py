"""Add the table of restore requests."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "restore_requests"
down_revision: str | None = "working_copies"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create a table that the previous release does not use; triggers close its requests."""
    op.create_table(
        "restore_requests",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("item_type", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("deletion_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "item_type IN ('post', 'comment')", name=op.f("ck_restore_requests_item_type")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'declined', 'withdrawn', 'obsolete')",
            name=op.f("ck_restore_requests_state"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["users.id"],
            name=op.f("fk_restore_requests_author_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restore_requests")),
    )
    op.create_index(
        "uq_restore_requests_item_open",
        "restore_requests",
        ["item_type", "item_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_restore_requests_item", "restore_requests", ["item_id", "item_type"])
    op.create_index("ix_restore_requests_author_id", "restore_requests", ["author_id", "id"])
    op.create_index("ix_restore_requests_state", "restore_requests", ["state", "id"])


def downgrade() -> None:
    """Drop the requests, and the triggers that would write them."""
    op.execute("DELETE FROM sql_files WHERE name = 'settle_restore_requests'")
    op.execute("DROP FUNCTION IF EXISTS settle_restore_requests() CASCADE")
    op.drop_table("restore_requests")
