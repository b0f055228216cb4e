"""Store which releases can serve the schema; the previous release does not read it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision: str = "compatible_releases"
down_revision: str | None = "administration"
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


def downgrade() -> None:
    op.drop_table("schema_compatibility")
