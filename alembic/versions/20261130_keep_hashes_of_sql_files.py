"""Add the table of the hashes of the SQL files that were applied."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "sql_files"
down_revision: str | None = "import_runs"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create a table that the previous release does not use."""
    op.create_table(
        "sql_files",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sql_files")),
    )


def downgrade() -> None:
    """Drop the table; the functions keep their present text."""
    op.drop_table("sql_files")
