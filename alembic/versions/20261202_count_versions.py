"""Count the bytes of former versions of posts and comments."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "history_storage"
down_revision: str | None = "restore_requests"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS = (
    ("posts", "history_bytes"),
    ("comments", "history_bytes"),
    ("post_revisions", "stored_bytes"),
)
# Applied from `db/sql/`, they need the columns. The former release applies its own again, as their
# hashes are gone.
DROP_APPLIED = """
DO $$
DECLARE
    applied text;
BEGIN
    FOR applied IN
        DELETE FROM sql_files WHERE name LIKE 'count%storage\\_of\\_%' RETURNING name
    LOOP
        IF applied NOT LIKE '%pictures' THEN
            EXECUTE format('DROP FUNCTION %I() CASCADE', applied);
        END IF;
    END LOOP;
END
$$
"""


def upgrade() -> None:
    """Add counters, 0 for existing rows; `db/sql/` has the triggers that read them."""
    for table, name in COLUMNS:
        op.add_column(table, sa.Column(name, sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    """Count posts and comments only; `blog-api recount` corrects the sums."""
    op.execute(DROP_APPLIED)
    for table, name in COLUMNS:
        op.drop_column(table, name)
