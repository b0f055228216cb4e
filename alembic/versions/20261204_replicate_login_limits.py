"""Add a logged table for the limits of log-ins; the previous release goes on with `throttles`."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "login_limits"
down_revision: str | None = "compatible_releases"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "login_limits",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("full_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_limits")),
    )
    op.create_index("ix_login_limits_full_at", "login_limits", ["full_at"])


def downgrade() -> None:
    op.drop_table("login_limits")
