"""Claim the removal of a file, so that no transaction is open during the request to the store.

The previous release ignores the claim, and removes files under its lock.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "removal_claims"
down_revision: str | None = "provisional_slugs"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add a nullable column, which rewrites no rows."""
    op.add_column(
        "picture_removals", sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("picture_removals", "claimed_until")
