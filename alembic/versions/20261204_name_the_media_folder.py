"""Store the id of the media folder; the previous release does not read it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "media_folder"
down_revision: str | None = "login_limits"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("blog_settings", sa.Column("media_folder", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("blog_settings", "media_folder")
