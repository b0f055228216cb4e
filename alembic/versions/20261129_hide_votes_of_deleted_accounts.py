"""Subtract the votes of an account from the counters while it is in the trash."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import context, op

revision: str = "hidden_votes"
down_revision: str | None = "created_ids"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COUNT_VOTES = """
CREATE OR REPLACE FUNCTION count_votes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE post_ids bigint[]; deltas bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(post_id), array_agg(n) INTO post_ids, deltas FROM
            (SELECT post_id, count(*) AS n FROM new_rows {counted} GROUP BY post_id) AS gained;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(post_id), array_agg(-n) INTO post_ids, deltas FROM
            (SELECT post_id, count(*) AS n FROM old_rows {counted} GROUP BY post_id) AS lost;
    ELSE
        SELECT array_agg(post_id), array_agg(n) INTO post_ids, deltas FROM
            (SELECT post_id, sum(n)::bigint AS n FROM
                (SELECT post_id, count(*) AS n FROM new_rows {counted} GROUP BY post_id
                 UNION ALL
                 SELECT post_id, -count(*) AS n FROM old_rows {counted} GROUP BY post_id) AS changes
             GROUP BY post_id HAVING sum(n) <> 0) AS changed;
    END IF;
    IF post_ids IS NOT NULL THEN
        PERFORM add_to_counters(post_ids, deltas, 'vote_count');
    END IF;
    RETURN NULL;
END
$$
"""

# A trigger, so that the previous release and manual SQL hide votes too.
HIDE_VOTES = """
CREATE FUNCTION hide_votes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE votes SET is_counted = NEW.deleted_at IS NULL
    WHERE user_id = NEW.id AND is_counted <> (NEW.deleted_at IS NULL);
    RETURN NULL;
END
$$;
CREATE TRIGGER hide_votes AFTER UPDATE OF deleted_at ON users FOR EACH ROW
WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)) EXECUTE FUNCTION hide_votes()
"""

# The share lock keeps an account from being restored between the check and the update.
HIDE_OF_ONE = """
WITH deleted AS (SELECT id FROM users WHERE id = :id AND deleted_at IS NOT NULL FOR SHARE)
UPDATE votes SET is_counted = false FROM deleted WHERE votes.user_id = deleted.id AND is_counted
"""
# The same loop in SQL: a script (`alembic upgrade --sql`) cannot loop in Python.
HIDE_ALL = """
DO $$
DECLARE
    account bigint;
BEGIN
    FOR account IN SELECT id FROM users WHERE deleted_at IS NOT NULL LOOP
        WITH deleted AS (
            SELECT id FROM users WHERE id = account AND deleted_at IS NOT NULL FOR SHARE
        )
        UPDATE votes SET is_counted = false FROM deleted
        WHERE votes.user_id = deleted.id AND is_counted;
        COMMIT;
    END LOOP;
END
$$
"""
SHOW_ALL = "UPDATE votes SET is_counted = true WHERE NOT is_counted"


def upgrade() -> None:
    """Add the flag and the trigger, then hide votes, one account per transaction."""
    with op.get_context().autocommit_block():
        op.execute(
            "ALTER TABLE votes ADD COLUMN IF NOT EXISTS is_counted boolean NOT NULL DEFAULT true"
        )
        op.execute(COUNT_VOTES.format(counted="WHERE is_counted"))
        op.execute("DROP TRIGGER IF EXISTS hide_votes ON users")
        op.execute("DROP FUNCTION IF EXISTS hide_votes()")
        op.execute(HIDE_VOTES)
        if context.is_offline_mode():
            op.execute(HIDE_ALL)
        else:
            hide_by_account(op.get_bind())


def hide_by_account(connection: sa.Connection) -> None:
    deleted = connection.execute(sa.text("SELECT id FROM users WHERE deleted_at IS NOT NULL"))
    for user_id in deleted.scalars().all():
        connection.execute(sa.text(HIDE_OF_ONE), {"id": user_id})


def downgrade() -> None:
    """Count all votes again."""
    op.execute("DROP TRIGGER hide_votes ON users")
    op.execute("DROP FUNCTION hide_votes()")
    op.execute(SHOW_ALL)
    op.execute(COUNT_VOTES.format(counted=""))
    op.drop_column("votes", "is_counted")
