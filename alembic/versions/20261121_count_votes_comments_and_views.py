"""Count votes, comments and views in tables next to posts, by triggers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# A transition table exists only for its own event, so each branch names only its own. Counters are
# locked in id order, so that two bulk changes do not deadlock.
COUNTING = """
CREATE FUNCTION make_counters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO post_counters (post_id) SELECT id FROM new_rows;
    RETURN NULL;
END
$$;
CREATE TRIGGER make_counters AFTER INSERT ON posts
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION make_counters();

CREATE FUNCTION add_to_counters(post_ids bigint[], deltas bigint[], counter text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM post_counters WHERE post_id = ANY (post_ids) ORDER BY post_id FOR UPDATE;
    EXECUTE format(
        'UPDATE post_counters c SET %1$I = c.%1$I + d.delta
         FROM unnest($1, $2) AS d (post_id, delta) WHERE c.post_id = d.post_id', counter)
    USING post_ids, deltas;
END
$$;
"""

COUNT_ROWS = """
CREATE FUNCTION count_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE post_ids bigint[]; deltas bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(post_id), array_agg(n) INTO post_ids, deltas FROM
            (SELECT post_id, {gain} AS n FROM new_rows {live} GROUP BY post_id) AS gained;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(post_id), array_agg(-n) INTO post_ids, deltas FROM
            (SELECT post_id, {gain} AS n FROM old_rows {live} GROUP BY post_id) AS lost;
    ELSE
        SELECT array_agg(post_id), array_agg(n) INTO post_ids, deltas FROM
            (SELECT post_id, sum(n)::bigint AS n FROM
                (SELECT post_id, {gain} AS n FROM new_rows {live} GROUP BY post_id
                 UNION ALL
                 SELECT post_id, -{gain} AS n FROM old_rows {live} GROUP BY post_id) AS changes
             GROUP BY post_id HAVING sum(n) <> 0) AS changed;
    END IF;
    IF post_ids IS NOT NULL THEN
        PERFORM add_to_counters(post_ids, deltas, '{counter}');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER count_inserted AFTER INSERT ON {table}
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_{table}();
CREATE TRIGGER count_updated AFTER UPDATE ON {table}
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_{table}();
CREATE TRIGGER count_deleted AFTER DELETE ON {table}
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_{table}();
"""

COUNTED = (
    ("comments", "comment_count", "count(*)", "WHERE deleted_at IS NULL"),
    ("votes", "vote_count", "count(*)", ""),
    ("post_views", "view_count", "sum(count)::bigint", ""),
)


def upgrade() -> None:
    op.create_table(
        "post_counters",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("vote_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("comment_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("view_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_post_counters_post_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_counters")),
    )
    for name, column in (("top", "vote_count"), ("views", "view_count")):
        op.create_index(
            f"ix_post_counters_{name}",
            "post_counters",
            [sa.text(f"{column} DESC"), sa.text("post_id DESC")],
        )
    op.create_table(
        "votes",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_votes_post_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_votes_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "user_id", name=op.f("pk_votes")),
    )
    op.create_index("ix_votes_user_id", "votes", ["user_id"])
    op.create_table(
        "post_views",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("visitor", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column(
            "last_viewed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_post_views_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "visitor", name=op.f("pk_post_views")),
    )
    op.execute(COUNTING)
    for table, counter, gain, live in COUNTED:
        op.execute(COUNT_ROWS.format(table=table, counter=counter, gain=gain, live=live))
    op.execute("INSERT INTO post_counters (post_id) SELECT id FROM posts")
    op.execute(
        "UPDATE post_counters SET comment_count = (SELECT count(*) FROM comments "
        "WHERE comments.post_id = post_counters.post_id AND deleted_at IS NULL)"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER make_counters ON posts")
    for event in ("inserted", "updated", "deleted"):
        op.execute(f"DROP TRIGGER count_{event} ON comments")
    for table in ("post_views", "votes", "post_counters"):
        op.drop_table(table)
    for function in ("count_comments", "count_votes", "count_post_views", "make_counters"):
        op.execute(f"DROP FUNCTION {function}()")
    op.execute("DROP FUNCTION add_to_counters(bigint[], bigint[], text)")
