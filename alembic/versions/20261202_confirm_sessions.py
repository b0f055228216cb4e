"""Store when a session was last confirmed, and by which methods its user logged in."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "confirmed_sessions"
down_revision: str | None = "history_storage"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # The previous release names neither: its sessions start unconfirmed, by password.
    op.add_column("sessions", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "sessions",
        sa.Column(
            "amr", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{pwd}'"), nullable=False
        ),
    )


def downgrade() -> None:
    op.drop_column("sessions", "amr")
    op.drop_column("sessions", "confirmed_at")
