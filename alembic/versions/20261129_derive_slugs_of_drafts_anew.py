"""Record which slugs were derived while their post was never public.

Existing drafts keep their slugs, and so do those that the previous release still writes.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "provisional_slugs"
down_revision: str | None = "documents_again"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add a column with a constant default, which rewrites no rows."""
    op.add_column(
        "posts",
        sa.Column(
            "provisional_slug", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
    )


def downgrade() -> None:
    op.drop_column("posts", "provisional_slug")
