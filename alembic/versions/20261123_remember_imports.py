"""Store the sources of imported posts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "imports"
down_revision: str | None = "mail"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "post_imports",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_post_imports_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_post_imports")),
    )
    op.create_index("ix_post_imports_post_id", "post_imports", ["post_id"])


def downgrade() -> None:
    op.drop_table("post_imports")
