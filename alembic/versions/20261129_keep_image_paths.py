"""Store URLs of our own images as paths, so that they survive a move of the blog."""

from collections.abc import Sequence

from alembic import op

revision: str = "image_paths"
down_revision: str | None = "fewer_entries"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BATCH = 1_000
# A URL is ours if it ends in the name of an uploaded image: the SHA-256 of its bytes.
STRIP = """
DO $$
DECLARE
    found bigint[];
    last bigint := 0;
BEGIN
    LOOP
        SELECT array_agg(id), max(id) INTO found, last FROM (
            SELECT id FROM {table} WHERE id > last AND {column} LIKE 'http%/media/%'
            ORDER BY id LIMIT {batch}
        ) AS batch;
        EXIT WHEN found IS NULL;
        UPDATE {table} SET {column} = substring({column} from '/media/[0-9a-f]{{64}}\\.[a-z]+$')
        WHERE id = ANY (found) AND EXISTS (
            SELECT FROM pictures
            WHERE name = substring({column} from '/media/([0-9a-f]{{64}}\\.[a-z]+)$')
        );
        COMMIT;
    END LOOP;
END
$$
"""


def upgrade() -> None:
    """Strip the host, a thousand rows at a time; writers wait for at most one batch."""
    with op.get_context().autocommit_block():
        for table, column in (("users", "avatar_url"), ("posts", "image_url")):
            op.execute(STRIP.format(table=table, column=column, batch=BATCH))


def downgrade() -> None:
    """Keep the paths: a client resolves them against the URL that it requested."""
