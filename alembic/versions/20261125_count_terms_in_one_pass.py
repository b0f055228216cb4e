"""Count the terms of many rows in one pass instead of one for tags and one for categories."""

from collections.abc import Sequence

from alembic import op

revision: str = "terms_in_one_pass"
down_revision: str | None = "pictures"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Both arrays are as long as the tags plus one: the last element is the category, or null.
TERMS = """
SELECT unnest(tags || category) AS name,
    generate_series(0, cardinality(tags)) = cardinality(tags) AS is_category, {one} AS n
FROM {rows} WHERE deleted_at IS NULL AND status = 'published'
"""
# A transition table exists only for its own event, so each branch names only its own.
COUNTING = """
CREATE OR REPLACE FUNCTION count_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM add_to_term({kind}, name, sum(n)::bigint)
        FROM ({gained}) AS gained WHERE name IS NOT NULL GROUP BY is_category, name;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM add_to_term({kind}, name, sum(n)::bigint)
        FROM ({lost}) AS lost WHERE name IS NOT NULL GROUP BY is_category, name;
    ELSE
        PERFORM add_to_term({kind}, name, sum(n)::bigint)
        FROM ({gained} UNION ALL {lost}) AS changed
        WHERE name IS NOT NULL GROUP BY is_category, name HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END
$$;
""".format(
    kind="CASE WHEN is_category THEN 'category' ELSE 'tag' END",
    gained=TERMS.format(one="1", rows="new_rows"),
    lost=TERMS.format(one="-1", rows="old_rows"),
)

TERMS_BEFORE = """
SELECT 'tag' AS kind, unnest(tags) AS name, {one} AS n FROM {rows}
WHERE deleted_at IS NULL AND status = 'published'
UNION ALL
SELECT 'category', category, {one} FROM {rows}
WHERE deleted_at IS NULL AND status = 'published' AND category IS NOT NULL
"""
COUNTING_BEFORE = """
CREATE OR REPLACE FUNCTION count_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM add_to_term(kind, name, sum(n)::bigint)
        FROM ({gained}) AS gained GROUP BY kind, name;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM add_to_term(kind, name, sum(n)::bigint)
        FROM ({lost}) AS lost GROUP BY kind, name;
    ELSE
        PERFORM add_to_term(kind, name, sum(n)::bigint)
        FROM ({gained} UNION ALL {lost}) AS changed GROUP BY kind, name HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END
$$;
""".format(
    gained=TERMS_BEFORE.format(one="1", rows="new_rows"),
    lost=TERMS_BEFORE.format(one="-1", rows="old_rows"),
)


def upgrade() -> None:
    op.execute(COUNTING)


def downgrade() -> None:
    op.execute(COUNTING_BEFORE)
