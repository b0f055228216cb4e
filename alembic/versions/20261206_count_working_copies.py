"""Keep the bytes of each working copy, for the storage of its account."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "working_copy_storage"
down_revision: str | None = "posts_by_change"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Applied from `db/sql/`, they need the column; the former release has none of them.
DROP_APPLIED = """
DO $$
DECLARE
    applied text;
BEGIN
    FOR applied IN
        DELETE FROM sql_files WHERE name LIKE 'count%storage\\_of\\_working\\_copies' RETURNING name
    LOOP
        EXECUTE format('DROP FUNCTION %I() CASCADE', applied);
    END LOOP;
END
$$
"""


def upgrade() -> None:
    """Add the column, 0 for existing rows until they change; `db/sql/` has the triggers."""
    column = sa.Column("stored_bytes", sa.BigInteger(), server_default="0", nullable=False)
    op.add_column("working_copies", column)


def downgrade() -> None:
    """Count posts, comments and images only; `blog-api recount` corrects the sums."""
    op.execute(DROP_APPLIED)
    op.drop_column("working_copies", "stored_bytes")
