"""Search posts: a table of search documents, maintained by triggers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "search"
down_revision: str | None = "terms"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# The parser looks ahead for URLs, paths and comments, in time quadratic in the length of the text:
# 100 KB of `1@a` took minutes. Without their punctuation, and with a space in every long run, it
# takes milliseconds, and the words inside a URL can be found.
SEARCHABLE = r"""
CREATE FUNCTION searchable(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(words, '[_<>@/~]', ' ', 'g'), '\S{100}', '\& ', 'g')
$$;
"""

# The language is stored as a name: pg_upgrade rejects a column of type regconfig.
DOCUMENT = """
INSERT INTO search_settings (language) VALUES ('simple');

CREATE FUNCTION search_language() RETURNS regconfig LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT language::regconfig FROM search_settings
$$;

CREATE FUNCTION search_document(title text, excerpt text, content text)
RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector(language, searchable(title)), 'A')
        || setweight(to_tsvector(language, searchable(excerpt)), 'B')
        || setweight(to_tsvector(language, searchable(left(content, 100000))), 'C')
    FROM search_language() AS language
$$;
"""

# An UPDATE trigger with a column list cannot have transition tables, and without the list every
# soft delete would fire it.
TRIGGERS = """
CREATE FUNCTION index_new_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO post_search (post_id, document)
    SELECT id, search_document(title, excerpt, content) FROM new_rows;
    RETURN NULL;
END
$$;
CREATE TRIGGER index_new_posts AFTER INSERT ON posts
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION index_new_posts();

CREATE FUNCTION index_changed_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO post_search (post_id, document)
    VALUES (NEW.id, search_document(NEW.title, NEW.excerpt, NEW.content))
    ON CONFLICT (post_id) DO UPDATE SET document = excluded.document;
    RETURN NULL;
END
$$;
CREATE TRIGGER index_changed_post AFTER UPDATE OF title, excerpt, content ON posts FOR EACH ROW
WHEN ((OLD.title, OLD.excerpt, OLD.content) IS DISTINCT FROM (NEW.title, NEW.excerpt, NEW.content))
EXECUTE FUNCTION index_changed_post();
"""

# `prefix` is the last word if it may be unfinished. It becomes a prefix unless it is a stop word,
# and unless a dictionary turned the end of the query into more than one lexeme. matching_posts is
# planned without sequential scans: the planner estimates that a thousandth of all posts matches any
# query, and would scan all of them for a rare word.
QUERIES = """
CREATE FUNCTION search_query(words text, prefix text)
RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN numnode(websearch_to_tsquery(language, searchable(prefix))) > 0
            AND right(whole::text, 1) = ''''
        THEN (whole::text || ':*')::tsquery
        ELSE whole
    END
    FROM search_language() AS language, websearch_to_tsquery(language, searchable(words)) AS whole
$$;

CREATE FUNCTION matching_posts(query tsquery, at_most bigint)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 1000
SET enable_seqscan = off SET enable_indexscan = off AS $$
BEGIN
    RETURN QUERY SELECT post_id FROM post_search WHERE document @@ query LIMIT at_most;
END
$$;
"""


def upgrade() -> None:
    op.create_table(
        "search_settings",
        sa.Column("only_row", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.CheckConstraint("only_row", name=op.f("ck_search_settings_only_row")),
        sa.PrimaryKeyConstraint("only_row", name=op.f("pk_search_settings")),
    )
    op.create_table(
        "post_search",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("document", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_post_search_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_search")),
    )
    op.execute(SEARCHABLE)
    op.execute(DOCUMENT)
    op.execute(TRIGGERS)
    op.execute(QUERIES)
    op.execute(
        "INSERT INTO post_search (post_id, document) "
        "SELECT id, search_document(title, excerpt, content) FROM posts"
    )
    op.create_index("ix_post_search_document", "post_search", ["document"], postgresql_using="gin")


def downgrade() -> None:
    for trigger in ("index_new_posts", "index_changed_post"):
        op.execute(f"DROP TRIGGER {trigger} ON posts")
        op.execute(f"DROP FUNCTION {trigger}()")
    op.execute("DROP FUNCTION matching_posts(tsquery, bigint)")
    op.execute("DROP FUNCTION search_query(text, text)")
    op.execute("DROP FUNCTION search_document(text, text, text)")
    op.execute("DROP FUNCTION search_language()")
    op.execute("DROP FUNCTION searchable(text)")
    op.drop_table("post_search")
    op.drop_table("search_settings")
