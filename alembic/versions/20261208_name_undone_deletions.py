"""Keep the ids of the first items of each deletion, which name it after its undo."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "first_of_deletions"
down_revision: str | None = "comments_of_posts"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BATCH = 1_000
COLUMNS = {"first_post_id": "posts", "first_comment_id": "comments", "first_user_id": "users"}
# Only of what is in the trash: which items a deletion took that is undone is not stored.
FILL = """
DO $$
DECLARE
    found bigint[];
    last bigint := 0;
BEGIN
    LOOP
        SELECT array_agg(id), max(id) INTO found, last FROM (
            SELECT id FROM deletions WHERE id > last ORDER BY id LIMIT {batch}
        ) AS batch;
        EXIT WHEN found IS NULL;
        UPDATE deletions SET
            first_post_id = (SELECT min(id) FROM posts WHERE deletion_id = deletions.id),
            first_comment_id = (SELECT min(id) FROM comments WHERE deletion_id = deletions.id),
            first_user_id = (SELECT min(id) FROM users WHERE deletion_id = deletions.id)
        WHERE id = ANY (found) AND undone_at IS NULL
            AND first_post_id IS NULL AND first_comment_id IS NULL AND first_user_id IS NULL;
        COMMIT;
    END LOOP;
END
$$
"""


def upgrade() -> None:
    """Add the columns; fill them from the trash, a thousand deletions at a time.

    A run that is interrupted can be repeated: batches are committed, and so are the columns.
    """
    for name in COLUMNS:
        op.add_column("deletions", sa.Column(name, sa.BigInteger()), if_not_exists=True)
    with op.get_context().autocommit_block():
        op.execute(FILL.format(batch=BATCH))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("deletions", name)
