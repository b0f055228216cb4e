"""Count tags and categories by triggers, and record changes of their names."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "terms"
down_revision: str | None = "old_slugs"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TERMS = """
SELECT 'tag' AS kind, unnest(tags) AS name, {one} AS n FROM {rows}
WHERE deleted_at IS NULL AND status = 'published'
UNION ALL
SELECT 'category', category, {one} FROM {rows}
WHERE deleted_at IS NULL AND status = 'published' AND category IS NOT NULL
"""
GAINED = TERMS.format(one="1", rows="new_rows")
LOST = TERMS.format(one="-1", rows="old_rows")

# A transition table exists only for its own event, so each branch names only its own.
COUNTING = f"""
CREATE FUNCTION add_to_term(its_kind text, its_name text, delta bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE term_counts SET post_count = post_count + delta WHERE id = (
        SELECT id FROM term_counts WHERE kind = its_kind AND name = its_name
        LIMIT 1 FOR UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
        INSERT INTO term_counts (kind, name, post_count) VALUES (its_kind, its_name, delta);
    END IF;
END
$$;

CREATE FUNCTION count_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM add_to_term(kind, name, sum(n)::bigint)
        FROM ({GAINED}) AS gained GROUP BY kind, name;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM add_to_term(kind, name, sum(n)::bigint)
        FROM ({LOST}) AS lost GROUP BY kind, name;
    ELSE
        PERFORM add_to_term(kind, name, sum(n)::bigint)
        FROM ({GAINED} UNION ALL {LOST}) AS changed GROUP BY kind, name HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER count_terms_inserted AFTER INSERT ON posts
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_terms();
CREATE TRIGGER count_terms_updated AFTER UPDATE ON posts
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_terms();
CREATE TRIGGER count_terms_deleted AFTER DELETE ON posts
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_terms();
"""  # noqa: S608  # made of constants
COUNT_THOSE_THERE = f"""
INSERT INTO term_counts (kind, name, post_count)
SELECT kind, name, sum(n) FROM ({TERMS.format(one="1", rows="posts")}) AS there
GROUP BY kind, name
"""  # noqa: S608  # made of constants


def upgrade() -> None:
    op.create_table(
        "term_counts",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post_count", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint("kind IN ('tag', 'category')", name=op.f("ck_term_counts_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_counts")),
    )
    op.create_index("ix_term_counts_kind_name", "term_counts", ["kind", "name"])
    op.create_table(
        "term_changes",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("old_name", sa.Text(), nullable=False),
        sa.Column("new_name", sa.Text(), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("post_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint("kind IN ('tag', 'category')", name=op.f("ck_term_changes_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_changes")),
    )
    op.create_table(
        "term_change_posts",
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("old_tags", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["term_changes.id"],
            name=op.f("fk_term_change_posts_change_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_term_change_posts_post_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("change_id", "post_id", name=op.f("pk_term_change_posts")),
    )
    op.create_index("ix_term_change_posts_post_id", "term_change_posts", ["post_id"])
    op.execute(COUNTING)
    op.execute(COUNT_THOSE_THERE)


def downgrade() -> None:
    for event in ("inserted", "updated", "deleted"):
        op.execute(f"DROP TRIGGER count_terms_{event} ON posts")
    op.execute("DROP FUNCTION count_terms()")
    op.execute("DROP FUNCTION add_to_term(text, text, bigint)")
    for table in ("term_change_posts", "term_changes", "term_counts"):
        op.drop_table(table)
