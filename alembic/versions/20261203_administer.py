"""Index comments, audit entries and unpublished posts; record backups and running exports."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "administration"
down_revision: str | None = "access_tokens"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

NEW = {
    "ix_comments_author": "comments (author_id, (deleted_at IS NULL), id DESC)",
    "ix_audit_entries_request_id": (
        "audit_entries (request_id, id DESC) WHERE request_id IS NOT NULL"
    ),
    "ix_posts_unpublished": (
        "posts (status, author_id) WHERE deleted_at IS NULL AND status <> 'published'"
    ),
}
OLD = {"ix_comments_author_id": "comments (author_id)"}


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
    """Create the indexes, then tables that the previous release does not use.

    In this order: a run that is interrupted before the tables can be repeated.
    """
    replace(OLD, NEW)
    op.create_table(
        "backups",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ended_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
    )
    op.create_table(
        "running_exports",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_running_exports_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_running_exports")),
    )


def downgrade() -> None:
    replace(NEW, OLD)
    op.drop_table("running_exports")
    op.drop_table("backups")
