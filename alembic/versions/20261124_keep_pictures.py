"""Store pictures, and queue by a trigger the files that lost an owner."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "pictures"
down_revision: str | None = "imports"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# However the row is deleted, also by a cascade, its file is queued and examined after the commit.
REMEMBERING = """
CREATE FUNCTION remember_picture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO picture_removals (name) VALUES (OLD.name) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER remember_picture AFTER DELETE ON pictures
FOR EACH ROW EXECUTE FUNCTION remember_picture();
"""


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("kind IN ('avatar', 'post')", name=op.f("ck_pictures_kind")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_pictures_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", "owner_id", "kind", name=op.f("pk_pictures")),
    )
    op.create_index("ix_pictures_owner_id", "pictures", ["owner_id", "kind"])
    op.create_index("ix_pictures_created_at", "pictures", ["created_at"])
    op.create_table(
        "picture_removals",
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_picture_removals")),
    )
    op.execute(REMEMBERING)


def downgrade() -> None:
    op.execute("DROP TRIGGER remember_picture ON pictures")
    op.execute("DROP FUNCTION remember_picture()")
    op.drop_table("picture_removals")
    op.drop_table("pictures")
