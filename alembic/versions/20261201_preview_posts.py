"""Add preview links; index votes by their date and the views of visitors by their last one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "previews"
down_revision: str | None = "transfers"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

AFTER = {
    "ix_votes_newest": "votes (user_id, created_at DESC, post_id DESC)",
    "ix_post_views_last_viewed_at": "post_views (last_viewed_at) WHERE visitor <> ''",
}
BEFORE = {"ix_votes_user_id": "votes (user_id)"}
INDEXES = (
    ("ix_post_previews_post_id", ("post_id", "created_at DESC", "id DESC")),
    ("ix_post_previews_maker_id", ("maker_id",)),
    ("ix_post_previews_expires_at", ("expires_at",)),
)


def replace(old: dict[str, str], new: dict[str, str]) -> None:
    """Replace indexes concurrently, so that neither writers nor readers wait.

    An invalid index that an interrupted run left is dropped and created again.
    """
    with op.get_context().autocommit_block():
        for name, columns in new.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {columns}")
        for name in old:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


def upgrade() -> None:
    """Replace the indexes before the table is created, so that an interrupted run can repeat it."""
    replace(BEFORE, AFTER)
    op.create_table(
        "post_previews",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("maker_id", sa.BigInteger(), nullable=False),
        sa.Column("show", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "show IN ('current', 'working-copy', 'version')", name=op.f("ck_post_previews_show")
        ),
        sa.CheckConstraint(
            "(show = 'version') = (version IS NOT NULL)", name=op.f("ck_post_previews_version")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_post_previews_post_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["maker_id"], ["users.id"], name=op.f("fk_post_previews_maker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_previews")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_post_previews_token_hash")),
    )
    for name, columns in INDEXES:
        op.create_index(name, "post_previews", [sa.text(column) for column in columns])


def downgrade() -> None:
    """Drop the functions with the table that they read; `migrate` applies their text again."""
    op.execute("DROP FUNCTION IF EXISTS end_previews_of_post, end_previews_of_maker CASCADE")
    op.drop_table("post_previews")
    replace(AFTER, BEFORE)
