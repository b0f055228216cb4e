"""Store each version of posts and comments.

`blog-api migrate` then records the present version of each post, in batches while servers run:
after the triggers that record the versions that the previous release writes (`db/sql/`).
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "revisions"
down_revision: str | None = "sql_files"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

VIA = (
    "via IN ('edit', 'import', 'cli', 'restore', 'merge', 'transfer', 'term_change', 'untrash', "
    "'migration')"
)
KEPT = "(content_hash IS NULL) = (redacted_at IS NOT NULL)"
FUNCTIONS = (
    "forget_texts",
    "record_unrecorded_posts",
    "record_unrecorded_comments",
    "revision_text",
)


def upgrade() -> None:
    """Create tables that the previous release does not use."""
    op.create_table(
        "revision_texts",
        sa.Column("sha256", postgresql.BYTEA(), nullable=False),
        sa.Column("base", postgresql.BYTEA(), nullable=True),
        sa.Column("prefix", sa.Integer(), server_default="0", nullable=False),
        sa.Column("suffix", sa.Integer(), server_default="0", nullable=False),
        sa.Column("depth", sa.Integer(), server_default="0", nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["base"], ["revision_texts.sha256"], name=op.f("fk_revision_texts_base")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_revision_texts")),
    )
    op.create_index(
        "ix_revision_texts_base",
        "revision_texts",
        ["base"],
        postgresql_where=sa.text("base IS NOT NULL"),
    )
    create_revisions(
        "post",
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("changed", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("restored_from", sa.BigInteger(), nullable=True),
        sa.Column("token_id", sa.BigInteger(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("provisional_slug", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("excerpt_given", sa.Boolean(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
    )
    create_revisions("comment")


def create_revisions(of: str, *columns: sa.Column[object]) -> None:
    table, key = f"{of}_revisions", f"{of}_id"
    op.create_table(
        table,
        sa.Column(key, sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("content_hash", postgresql.BYTEA(), nullable=True),
        sa.Column("content_length", sa.Integer(), nullable=False),
        sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True),
        *columns,
        sa.CheckConstraint(VIA, name=op.f(f"ck_{table}_via")),
        sa.CheckConstraint(KEPT, name=op.f(f"ck_{table}_kept")),
        sa.ForeignKeyConstraint(
            ["content_hash"], ["revision_texts.sha256"], name=op.f(f"fk_{table}_content_hash")
        ),
        sa.ForeignKeyConstraint(
            [key], [f"{of}s.id"], name=op.f(f"fk_{table}_{key}"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(key, "version", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_content_hash", table, ["content_hash"])


def downgrade() -> None:
    """Drop the tables: all versions but the present ones are lost."""
    for table in ("posts", "comments"):
        op.execute(f"DROP TRIGGER IF EXISTS record_unrecorded_updated ON {table}")
    op.execute("DROP TRIGGER IF EXISTS record_unrecorded_inserted ON posts")
    for table in ("comment_revisions", "post_revisions", "revision_texts"):
        op.drop_table(table)
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION IF EXISTS {function}")
    # Without their hashes, the next migration creates the functions again.
    applied = sa.table("sql_files", sa.column("name", sa.Text()))
    op.execute(sa.delete(applied).where(applied.c.name.in_(FUNCTIONS)))
