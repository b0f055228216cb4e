"""Rebuild the search documents of posts with non-ASCII text, in batches and without downtime."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import context, op

revision: str = "documents_again"
down_revision: str | None = "search_inside_words"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BATCH_SIZE = 500
# Each batch is a transaction. A post is locked against edits while its document is built. If
# interrupted, the migration begins again from the first post and writes only documents that differ.
NEXT = sa.text(
    "SELECT max(id) FROM (SELECT id FROM posts WHERE id > :after ORDER BY id LIMIT :size) AS batch"
)
INDEX = """
INSERT INTO post_search AS present (post_id, document)
SELECT id, search_document(title, excerpt, content) FROM (
    SELECT id, title, excerpt, content FROM posts
    WHERE id > :after AND id <= :last
    AND octet_length(title) + octet_length(excerpt) + octet_length(content)
        > length(title) + length(excerpt) + length(content)
    ORDER BY id FOR SHARE
) AS batch
ON CONFLICT (post_id) DO UPDATE SET document = excluded.document
WHERE present.document <> excluded.document
"""
# The same loop in SQL: a script (`alembic upgrade --sql`) cannot loop in Python. The statement
# timeout would apply to the whole loop, so it is off.
INDEX_ALL = """
SET statement_timeout = 0;
DO $$
DECLARE
    done bigint := 0;
    batch_end bigint;
BEGIN
    LOOP
        SELECT max(id) INTO batch_end FROM (
            SELECT id FROM posts WHERE id > done ORDER BY id LIMIT {size}
        ) AS batch;
        EXIT WHEN batch_end IS NULL;
        {index};
        COMMIT;
        done := batch_end;
    END LOOP;
END
$$;
SET statement_timeout = '15min'
"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        if context.is_offline_mode():
            index = INDEX.replace(":after", "done").replace(":last", "batch_end")
            op.execute(INDEX_ALL.format(size=BATCH_SIZE, index=index))
        else:
            index_by_batch(op.get_bind())


def index_by_batch(connection: sa.Connection) -> None:
    """Rebuild the documents of 500 posts in each transaction."""
    after = 0
    while last := connection.scalar(NEXT, {"after": after, "size": BATCH_SIZE}):
        connection.execute(sa.text(INDEX), {"after": after, "last": last})
        after = last


def downgrade() -> None:
    """Do nothing: the documents contain all words that the previous release searches for."""
