"""Store import runs, old URLs, and comments of people without an account."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "import_runs"
down_revision: str | None = "storage"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KINDS = "kind IN ('post', 'comment', 'bulk', 'account'{})"
IMPORT_FOREIGN_KEY = "fk_post_imports_import_id"


def upgrade() -> None:
    """Add the tables and columns; the previous release neither reads nor writes them."""
    create_tables()
    extend_comments()
    set_kinds(KINDS.format(", 'import'"))
    op.add_column("post_imports", sa.Column("import_id", sa.BigInteger(), nullable=True))
    # NOT VALID first, so that existing rows are checked without blocking writers.
    op.execute(
        f"ALTER TABLE post_imports ADD CONSTRAINT {IMPORT_FOREIGN_KEY} FOREIGN KEY (import_id) "
        "REFERENCES imports (id) ON DELETE SET NULL NOT VALID"
    )
    op.execute(f"ALTER TABLE post_imports VALIDATE CONSTRAINT {IMPORT_FOREIGN_KEY}")
    create_indexes()


def create_tables() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "started_at",
            sa.TIMESTAMP(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "post_redirects",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_post_redirects_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_post_redirects")),
    )
    op.create_index("ix_post_redirects_post_id", "post_redirects", ["post_id"])


def extend_comments() -> None:
    """Allow a name instead of an account as the author of a comment."""
    op.add_column("comments", sa.Column("author_name", sa.Text(), nullable=True))
    op.add_column("comments", sa.Column("in_reply_to", sa.BigInteger(), nullable=True))
    op.alter_column("comments", "author_id", nullable=True)
    for name, definition in (
        (
            "fk_comments_in_reply_to",
            "FOREIGN KEY (in_reply_to) REFERENCES comments (id) ON DELETE SET NULL",
        ),
        ("ck_comments_author", "CHECK ((author_id IS NULL) <> (author_name IS NULL))"),
    ):
        op.execute(f"ALTER TABLE comments ADD CONSTRAINT {name} {definition} NOT VALID")
        op.execute(f"ALTER TABLE comments VALIDATE CONSTRAINT {name}")


def set_kinds(check: str) -> None:
    op.execute("ALTER TABLE deletions DROP CONSTRAINT ck_deletions_kind")
    op.execute(f"ALTER TABLE deletions ADD CONSTRAINT ck_deletions_kind CHECK ({check})")


def create_indexes() -> None:
    """Create the indexes concurrently: both tables may be large."""
    with op.get_context().autocommit_block():
        for name, table, column in (
            ("ix_post_imports_import_id", "post_imports", "import_id"),
            ("ix_comments_in_reply_to", "comments", "in_reply_to"),
        ):
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(
                f"CREATE INDEX CONCURRENTLY {name} ON {table} ({column}) WHERE {column} IS NOT NULL"
            )


def downgrade() -> None:
    """Drop the tables and columns; comments of people without an account are lost."""
    op.execute("DELETE FROM comments WHERE author_id IS NULL")
    op.alter_column("comments", "author_id", nullable=False)
    op.drop_column("comments", "author_name")
    op.drop_column("comments", "in_reply_to")
    op.drop_column("post_imports", "import_id")
    op.execute("UPDATE deletions SET kind = 'bulk' WHERE kind = 'import'")
    set_kinds(KINDS.format(""))
    op.drop_table("post_redirects")
    op.drop_table("imports")
