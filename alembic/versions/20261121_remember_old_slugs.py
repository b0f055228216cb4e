"""Store former slugs of posts, by a trigger."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "old_slugs"
down_revision: str | None = "throttles"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# `OF slug` and WHEN keep other changes, such as a bulk delete, from calling it.
REMEMBERING = """
CREATE FUNCTION remember_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO post_slugs (slug, post_id) VALUES (OLD.slug, OLD.id)
    ON CONFLICT (slug, post_id) DO UPDATE SET replaced_at = now();
    RETURN NULL;
END
$$;
CREATE TRIGGER remember_slug AFTER UPDATE OF slug ON posts
FOR EACH ROW WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION remember_slug();
"""


def upgrade() -> None:
    op.create_table(
        "post_slugs",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "replaced_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_post_slugs_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slug", "post_id", name=op.f("pk_post_slugs")),
    )
    op.create_index("ix_post_slugs_post_id", "post_slugs", ["post_id"])
    op.execute(REMEMBERING)


def downgrade() -> None:
    op.execute("DROP TRIGGER remember_slug ON posts")
    op.execute("DROP FUNCTION remember_slug()")
    op.drop_table("post_slugs")
