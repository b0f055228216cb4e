"""Each foreign key has an index that serves its check and its cascade."""

from typing import Final

import psycopg

# A partial index counts only if it leaves out no row but those without a parent.
UNINDEXED: Final = """
SELECT format('%s (%s)', conrelid::regclass, columns.names) FROM pg_constraint
CROSS JOIN LATERAL (
    SELECT string_agg(attname, ', ') AS names,
        array_agg(format('(%I IS NOT NULL)', attname)) AS conditions
    FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey)
) AS columns
WHERE contype = 'f' AND NOT EXISTS (
    SELECT FROM pg_index
    WHERE indrelid = conrelid AND indisvalid
    AND conkey <@ (indkey::smallint[])[0:cardinality(conkey) - 1]
    AND (indpred IS NULL OR pg_get_expr(indpred, indrelid) = ANY(columns.conditions))
) ORDER BY 1
"""
EXAMPLES: Final = """
CREATE TABLE parents (id bigint PRIMARY KEY);
CREATE TABLE children (
    indexed bigint REFERENCES parents,
    nullable bigint REFERENCES parents,
    partial bigint REFERENCES parents,
    second bigint REFERENCES parents,
    deleted_at timestamptz
);
CREATE INDEX ON children (indexed, second);
CREATE INDEX ON children (nullable) WHERE nullable IS NOT NULL;
CREATE INDEX ON children (partial) WHERE deleted_at IS NULL;
"""


def find_unindexed(url: str, *statements: str) -> list[str]:
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        return [name for (name,) in connection.execute(UNINDEXED.encode()).fetchall()]


def test_each_foreign_key_has_an_index(migrated_url: str) -> None:
    """Without one, each delete of a parent reads the whole table."""
    assert find_unindexed(migrated_url) == []


def test_an_index_of_some_rows_is_none(empty_url: str) -> None:
    assert find_unindexed(empty_url, EXAMPLES) == ["children (partial)", "children (second)"]
