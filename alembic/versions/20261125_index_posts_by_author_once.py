"""Replace two indexes of posts by author with one."""

from collections.abc import Sequence

from alembic import op

revision: str = "fewer_entries"
down_revision: str | None = "terms_in_one_pass"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

AFTER = {
    "ix_posts_author": "(author_id, (deleted_at IS NULL), created_at DESC, id DESC)",
}
BEFORE = {
    "ix_posts_author_created": "(author_id, created_at DESC, id DESC) WHERE deleted_at IS NULL",
    "ix_posts_author_id": "(author_id)",
}


def replace(old: dict[str, str], new: dict[str, str]) -> None:
    """Replace indexes concurrently, so that neither writers nor readers wait.

    An invalid index that an interrupted run left is dropped and created again.
    """
    with op.get_context().autocommit_block():
        for name, columns in new.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON posts {columns}")
        for name in old:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


def upgrade() -> None:
    """Create the new indexes, then drop those that they replace."""
    replace(BEFORE, AFTER)


def downgrade() -> None:
    replace(AFTER, BEFORE)
