"""Add personal access tokens, and their ids to audit entries and revisions of comments."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision: str = "access_tokens"
down_revision: str | None = "passkeys"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create tables and nullable columns that the previous release does not use."""
    op.create_table(
        "access_tokens",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("scopes", ARRAY(sa.Text()), nullable=False),
        sa.Column("post_ids", ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("created_at", INSTANT, server_default=sa.func.now(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_access_tokens_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_tokens")),
    )
    by_user: list[str | sa.TextClause] = ["user_id", sa.text("created_at DESC"), sa.text("id DESC")]
    op.create_index("ix_access_tokens_user_id", "access_tokens", by_user)
    op.create_index("ix_access_tokens_expires_at", "access_tokens", ["expires_at"])
    op.create_table(
        "access_token_secrets",
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("token_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["token_id"],
            ["access_tokens.id"],
            name=op.f("fk_access_token_secrets_token_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_access_token_secrets")),
    )
    op.create_index("ix_access_token_secrets_token_id", "access_token_secrets", ["token_id"])
    op.add_column("audit_entries", sa.Column("token_id", sa.BigInteger(), nullable=True))
    op.add_column("comment_revisions", sa.Column("token_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Drop the tokens, and the triggers that would write them."""
    op.execute("DELETE FROM sql_files WHERE name = 'limit_access_tokens'")
    op.execute("DROP FUNCTION IF EXISTS limit_access_tokens() CASCADE")
    op.drop_column("comment_revisions", "token_id")
    op.drop_column("audit_entries", "token_id")
    op.drop_table("access_token_secrets")
    op.drop_table("access_tokens")
