"""Index the comments of a post in the trash too, so that the cascade of a post finds them."""

from collections.abc import Sequence

from alembic import op

revision: str = "comments_of_posts"
down_revision: str | None = "working_copy_storage"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

AFTER = {"ix_comments_post": "comments (post_id, (deleted_at IS NULL), id)"}
BEFORE = {"ix_comments_post_id": "comments (post_id, id) WHERE deleted_at IS NULL"}


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
    """Create the new index, then drop the one that it replaces."""
    replace(BEFORE, AFTER)


def downgrade() -> None:
    replace(AFTER, BEFORE)
