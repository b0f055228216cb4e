"""Store rendered HTML in a table next to posts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "rendered"
down_revision: str | None = "search"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "post_html",
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("renderer", sa.BigInteger(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_post_html_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_html")),
    )


def downgrade() -> None:
    op.drop_table("post_html")
