"""Store the releases that can serve a schema, and replicated limits of log-ins.

The previous release uses none of it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision: str = "many_nodes"
down_revision: str | None = "access_tokens"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "schema_compatibility",
        sa.Column("only_row", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("revisions", ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint("only_row", name=op.f("ck_schema_compatibility_only_row")),
        sa.PrimaryKeyConstraint("only_row", name=op.f("pk_schema_compatibility")),
    )
    op.execute("INSERT INTO schema_compatibility DEFAULT VALUES")
    op.create_table(
        "login_limits",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("full_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_limits")),
    )
    op.create_index("ix_login_limits_full_at", "login_limits", ["full_at"])


def downgrade() -> None:
    op.drop_table("login_limits")
    op.drop_table("schema_compatibility")
