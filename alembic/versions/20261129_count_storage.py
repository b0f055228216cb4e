"""Count the bytes of posts, comments and images of each account, by triggers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import context, op

revision: str = "storage"
down_revision: str | None = "removal_claims"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BATCH = 100  # accounts
# Lock shared with `blog-api recount`: two concurrent runs would add the same difference twice.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(x'7265636f'::bigint)"

ADD = """
CREATE FUNCTION add_to_storage(account bigint, bytes bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF bytes = 0 OR account IS NULL THEN
        RETURN;
    END IF;
    UPDATE storage_shares SET used = used + bytes WHERE id = (
        SELECT id FROM storage_shares WHERE user_id = account
        ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    );
    IF NOT FOUND THEN
        -- A cascade is counted after the account and its shares are gone.
        INSERT INTO storage_shares (user_id, used)
        SELECT account, bytes WHERE bytes > 0 OR EXISTS (SELECT FROM users WHERE id = account);
    END IF;
END
$$;
"""
# A transition table exists only for its own event, so each branch names only its own.
COUNT = """
CREATE FUNCTION count_storage_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM add_to_storage({owner}, sum({bytes})::bigint) FROM new_rows GROUP BY {owner};
    ELSE
        PERFORM add_to_storage({owner}, -sum({bytes})::bigint) FROM old_rows GROUP BY {owner};
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER count_storage_inserted AFTER INSERT ON {table}
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_storage_of_{table}();
CREATE TRIGGER count_storage_deleted AFTER DELETE ON {table}
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_storage_of_{table}();
"""
# FOR EACH ROW, and only where the bytes differ, so that trash and restore of thousands cost
# nothing.
COUNT_EDITS = """
CREATE FUNCTION count_edited_storage_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_to_storage(OLD.{owner}, -({old_bytes})::bigint);
    PERFORM add_to_storage(NEW.{owner}, ({new_bytes})::bigint);
    RETURN NULL;
END
$$;
CREATE TRIGGER count_storage_updated AFTER UPDATE OF {owner}, {columns} ON {table} FOR EACH ROW
WHEN (OLD.{owner} <> NEW.{owner} OR {old_bytes} <> {new_bytes})
EXECUTE FUNCTION count_edited_storage_of_{table}();
"""
FORGET = """
CREATE FUNCTION forget_storage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM storage_shares WHERE id IN (
        SELECT s.id FROM storage_shares s JOIN old_rows ON old_rows.id = s.user_id
        FOR UPDATE OF s SKIP LOCKED
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER forget_storage AFTER DELETE ON users
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_storage();
"""
TABLES = {
    "posts": ("author_id", ("title", "excerpt", "content")),
    "comments": ("author_id", ("content",)),
    "pictures": ("owner_id", ("size",)),
}
# Triggers count in the transaction of the row, so within one snapshot the difference is exact.
FILL = sa.text("""
INSERT INTO storage_shares (user_id, used)
SELECT users.id, held.bytes - coalesce(
    (SELECT sum(used) FROM storage_shares WHERE user_id = users.id), 0
)
FROM users CROSS JOIN LATERAL (
    SELECT (
        SELECT coalesce(sum(octet_length(title) + octet_length(excerpt) + octet_length(content)), 0)
        FROM posts WHERE author_id = users.id
    ) + (
        SELECT coalesce(sum(octet_length(content)), 0) FROM comments WHERE author_id = users.id
    ) + (
        SELECT coalesce(sum(size), 0) FROM pictures WHERE owner_id = users.id
    ) AS bytes
) AS held
WHERE users.id > :after AND users.id <= :last AND held.bytes <> coalesce(
    (SELECT sum(used) FROM storage_shares WHERE user_id = users.id), 0
)
""")
NEXT = sa.text(
    "SELECT max(id) FROM (SELECT id FROM users WHERE id > :after ORDER BY id LIMIT :n) b"
)


def bytes_of(columns: tuple[str, ...], row: str = "") -> str:
    """Return SQL for the size of a row; of a text stored out of line it reads only the header."""
    if columns == ("size",):
        return f"{row}size"
    return " + ".join(f"octet_length({row}{name})" for name in columns)


def upgrade() -> None:
    """Create the triggers first, then count existing rows in batches, without blocking traffic."""
    op.create_table(
        "storage_shares",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storage_shares")),
    )
    op.create_index("ix_storage_shares_user_id", "storage_shares", ["user_id"])
    op.execute(ADD)
    for table, (owner, columns) in TABLES.items():
        op.execute(COUNT.format(table=table, owner=owner, bytes=bytes_of(columns)))
        if table != "pictures":  # a picture is never changed
            edits = COUNT_EDITS.format(
                table=table,
                owner=owner,
                columns=", ".join(columns),
                old_bytes=bytes_of(columns, "OLD."),
                new_bytes=bytes_of(columns, "NEW."),
            )
            op.execute(edits)
    op.execute(FORGET)
    with op.get_context().autocommit_block():
        if context.is_offline_mode():
            op.execute(FILL_ALL)
        else:
            fill(op.get_bind())


# The same loop in SQL: a script (`alembic upgrade --sql`) cannot loop in Python.
FILL_ALL = """
DO $$
DECLARE
    after bigint := 0;
    last bigint;
BEGIN
    LOOP
        SELECT max(id) INTO last
        FROM (SELECT id FROM users WHERE id > after ORDER BY id LIMIT 100) b;
        EXIT WHEN last IS NULL;
        PERFORM pg_advisory_xact_lock(x'7265636f'::bigint);
        <<FILL>>;
        COMMIT;
        after := last;
    END LOOP;
END
$$
"""
FILL_ALL = FILL_ALL.replace(
    "<<FILL>>", FILL.text.replace(":after", "after").replace(":last", "last").strip()
)


def fill(connection: sa.Connection) -> None:
    """Commit each batch of accounts in its own transaction."""
    after = 0
    while last := connection.scalar(NEXT, {"after": after, "n": BATCH}):
        connection.execute(sa.text("BEGIN"))
        connection.execute(sa.text(ONE_AT_A_TIME))
        connection.execute(FILL, {"after": after, "last": last})
        connection.execute(sa.text("COMMIT"))
        after = last


def downgrade() -> None:
    op.execute("DROP TRIGGER forget_storage ON users")
    op.execute("DROP FUNCTION forget_storage()")
    for table in TABLES:
        for event in ("inserted", "deleted"):
            op.execute(f"DROP TRIGGER IF EXISTS count_storage_{event} ON {table}")
        op.execute(f"DROP FUNCTION IF EXISTS count_storage_of_{table}()")
        if table != "pictures":
            op.execute(f"DROP TRIGGER IF EXISTS count_storage_updated ON {table}")
            op.execute(f"DROP FUNCTION IF EXISTS count_edited_storage_of_{table}()")
    op.execute("DROP FUNCTION add_to_storage(bigint, bigint)")
    op.drop_table("storage_shares")
