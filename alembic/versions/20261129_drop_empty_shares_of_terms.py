"""Delete a share of a term when it counts nothing, so that no name outlives its last post."""

from collections.abc import Sequence

from alembic import op

revision: str = "no_empty_shares"
down_revision: str | None = "hidden_votes"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Shares that a concurrent transaction has locked are left to that transaction (decision 0008).
ADD_TO_TERM = """
CREATE OR REPLACE FUNCTION add_to_term(its_kind text, its_name text, delta bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE share bigint; total bigint;
BEGIN
    UPDATE term_counts SET post_count = post_count + delta WHERE id = (
        SELECT id FROM term_counts WHERE kind = its_kind AND name = its_name
        LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING post_count INTO share;
    IF NOT FOUND THEN
        INSERT INTO term_counts (kind, name, post_count) VALUES (its_kind, its_name, delta);
    ELSIF share <= 0 THEN
        WITH free AS (
            SELECT id FROM term_counts WHERE kind = its_kind AND name = its_name
            FOR UPDATE SKIP LOCKED),
        dropped AS (
            DELETE FROM term_counts USING free WHERE term_counts.id = free.id RETURNING post_count)
        SELECT sum(post_count) INTO total FROM dropped;
        IF total <> 0 THEN
            INSERT INTO term_counts (kind, name, post_count) VALUES (its_kind, its_name, total);
        END IF;
    END IF;
END
$$
"""
BEFORE = """
CREATE OR REPLACE FUNCTION add_to_term(its_kind text, its_name text, delta bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE term_counts SET post_count = post_count + delta WHERE id = (
        SELECT id FROM term_counts WHERE kind = its_kind AND name = its_name
        LIMIT 1 FOR UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
        INSERT INTO term_counts (kind, name, post_count) VALUES (its_kind, its_name, delta);
    END IF;
END
$$
"""


def upgrade() -> None:
    """Replace the function, and delete the shares that are already empty."""
    op.execute(ADD_TO_TERM)
    op.execute("DELETE FROM term_counts WHERE post_count = 0")


def downgrade() -> None:
    """Restore the function that keeps empty shares."""
    op.execute(BEFORE)
