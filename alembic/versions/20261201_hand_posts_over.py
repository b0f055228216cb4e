"""Add transfers, the posts that they moved, and the images that stay visible because of them.

The previous release does not know the tables; the triggers that keep `handed_images` do nothing
before the first transfer.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision: str = "transfers"
down_revision: str | None = "revisions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OPEN = sa.text("state = 'open'")


def key(column: str, target: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )


def instant(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def upgrade() -> None:
    """Create tables without rows."""
    create_transfers()
    create_transfer_posts()
    create_handed_images()


def create_transfers() -> None:
    op.create_table(
        "transfers",
        sa.Column("post_id", sa.BigInteger(), nullable=True),
        sa.Column("post_count", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=True),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("deletion_id", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mailed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        instant("decided_at"),
        instant("expires_at"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        key("post_id", "posts", "transfers"),
        key("from_id", "users", "transfers"),
        key("to_id", "users", "transfers"),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'withdrawn', 'expired', 'undone')",
            name=op.f("ck_transfers_state"),
        ),
        sa.CheckConstraint(
            "state <> 'open' OR (post_id IS NOT NULL AND from_id IS NOT NULL"
            " AND expires_at IS NOT NULL)",
            name=op.f("ck_transfers_offer"),
        ),
    )
    op.create_index(
        "uq_transfers_post_id_open", "transfers", ["post_id"], unique=True, postgresql_where=OPEN
    )
    op.create_index("ix_transfers_expires_at", "transfers", ["expires_at"], postgresql_where=OPEN)
    op.create_index("ix_transfers_post_id", "transfers", ["post_id"])
    op.create_index("ix_transfers_from_id", "transfers", ["from_id", "id"])
    op.create_index("ix_transfers_to_id", "transfers", ["to_id", "id"])
    op.create_index(
        "ix_transfers_deletion_id",
        "transfers",
        ["deletion_id"],
        postgresql_where=sa.text("deletion_id IS NOT NULL"),
    )


def create_transfer_posts() -> None:
    op.create_table(
        "transfer_posts",
        sa.Column("transfer_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        instant("returned_at"),
        sa.PrimaryKeyConstraint("transfer_id", "post_id", name=op.f("pk_transfer_posts")),
        key("transfer_id", "transfers", "transfer_posts"),
        key("post_id", "posts", "transfer_posts"),
        key("from_id", "users", "transfer_posts"),
    )
    op.create_index("ix_transfer_posts_post_id", "transfer_posts", ["post_id", "transfer_id"])
    op.create_index("ix_transfer_posts_from_id", "transfer_posts", ["from_id"])


def create_handed_images() -> None:
    op.create_table(
        "handed_images",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "owner_id", "post_id", name=op.f("pk_handed_images")),
        key("owner_id", "users", "handed_images"),
        key("post_id", "posts", "handed_images"),
    )
    op.create_index("ix_handed_images_owner_id", "handed_images", ["owner_id"])
    op.create_index("ix_handed_images_post_id", "handed_images", ["post_id"])


def downgrade() -> None:
    """Drop the tables, and first the functions that use them; posts keep their authors."""
    op.execute("DELETE FROM sql_files WHERE name IN ('keep_handed_images', 'pass_on_images')")
    op.execute("DROP FUNCTION IF EXISTS keep_handed_images() CASCADE")
    op.execute("DROP FUNCTION IF EXISTS pass_on_images() CASCADE")
    for table in ("handed_images", "transfer_posts", "transfers"):
        op.drop_table(table)
