"""Index the posts and comments of a deletion by id, so that its first item is found at once."""

from collections.abc import Sequence

from alembic import op

revision: str = "items_of_deletions"
down_revision: str | None = "media_folder"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

AFTER = {
    "ix_posts_deletion": "posts (deletion_id, id) WHERE deletion_id IS NOT NULL",
    "ix_comments_deletion": "comments (deletion_id, id) WHERE deletion_id IS NOT NULL",
}
BEFORE = {
    "ix_posts_deletion_id": "posts (deletion_id) WHERE deletion_id IS NOT NULL",
    "ix_comments_deletion_id": "comments (deletion_id) WHERE deletion_id IS NOT NULL",
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
