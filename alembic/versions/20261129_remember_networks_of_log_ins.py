"""Store the networks of log-ins and refreshes, and the permissions of a queued email."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "login_networks"
down_revision: str | None = "blog"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# The previous release names none of these columns: all are nullable or have a default.
COLUMNS: tuple[tuple[str, "sa.Column[object]"], ...] = (
    ("sessions", sa.Column("refresh_user_agent", sa.Text(), nullable=True)),
    ("sessions", sa.Column("refresh_network", sa.Text(), nullable=True)),
    ("outbox", sa.Column("requester_network", sa.Text(), nullable=True)),
    (
        "outbox",
        sa.Column("admitted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    ),
    ("one_time_tokens", sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True)),
)


def upgrade() -> None:
    op.create_table(
        "login_networks",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_login_networks_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "network", name=op.f("pk_login_networks")),
    )
    op.create_index("ix_login_networks_seen_at", "login_networks", ["seen_at"])
    for table, column in COLUMNS:
        op.add_column(table, column)


def downgrade() -> None:
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column.name)
    op.drop_table("login_networks")
