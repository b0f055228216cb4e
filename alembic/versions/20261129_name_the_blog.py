"""Store an id of the blog, and the issuers of its tokens."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "blog"
down_revision: str | None = "image_paths"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the tables; the previous release neither reads nor writes them."""
    op.create_table(
        "blog_settings",
        sa.Column("only_row", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.CheckConstraint("only_row", name=op.f("ck_blog_settings_only_row")),
        sa.PrimaryKeyConstraint("only_row", name=op.f("pk_blog_settings")),
    )
    op.execute("INSERT INTO blog_settings DEFAULT VALUES")
    op.create_table(
        "token_issuers",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("issuer", name=op.f("pk_token_issuers")),
    )


def downgrade() -> None:
    op.drop_table("token_issuers")
    op.drop_table("blog_settings")
