"""Index the posts of an author by their change, and unpublished posts by status in both orders."""

from collections.abc import Sequence

from alembic import op

revision: str = "posts_by_change"
down_revision: str | None = "items_of_deletions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

AFTER = {
    "ix_posts_author_updated": (
        "posts (author_id, updated_at DESC, id DESC) WHERE deleted_at IS NULL"
    ),
    "ix_posts_unpublished_newest": (
        "posts (status, author_id, created_at DESC, id DESC) "
        "WHERE deleted_at IS NULL AND status <> 'published'"
    ),
    "ix_posts_unpublished_updated": (
        "posts (status, updated_at DESC, id DESC) "
        "WHERE deleted_at IS NULL AND status <> 'published'"
    ),
}
BEFORE = {
    "ix_posts_unpublished": (
        "posts (status, author_id) WHERE deleted_at IS NULL AND status <> 'published'"
    ),
}


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
    """Create the new indexes, then drop those that they replace."""
    replace(BEFORE, AFTER)


def downgrade() -> None:
    replace(AFTER, BEFORE)
