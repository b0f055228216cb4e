"""Store the id of a created resource under its Idempotency-Key, not its body."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "created_ids"
down_revision: str | None = "login_networks"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# At most one day of creations with keys. The previous release answers these with an empty body.
DROP_BODIES = """
UPDATE idempotency_keys
SET resource_id = (convert_from(body, 'UTF8')::jsonb ->> 'id')::bigint, body = NULL
WHERE status = 201 AND body IS NOT NULL
"""


def upgrade() -> None:
    """Replace the bodies of created resources by their ids."""
    op.add_column("idempotency_keys", sa.Column("resource_id", sa.BigInteger(), nullable=True))
    op.execute(DROP_BODIES)


def downgrade() -> None:
    """Delete the keys of creations: the previous release would answer them without a body."""
    op.execute("DELETE FROM idempotency_keys WHERE resource_id IS NOT NULL")
    op.drop_column("idempotency_keys", "resource_id")
