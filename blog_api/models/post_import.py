"""Where imported posts came from, so that an import run twice doubles nothing."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base


class PostImport(Base):
    """The key names a post in its source (docs/decisions/0014)."""

    __tablename__ = "post_imports"

    key: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))

    __table_args__ = (Index("ix_post_imports_post_id", "post_id"),)
