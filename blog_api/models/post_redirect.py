"""Old URLs of imported posts."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Named, Table, Text, TypedColumns

from blog_api.models.base import metadata


class PostRedirectColumns(TypedColumns):
    """`path` is percent-decoded, begins with a slash and does not end with one."""

    path: Named[str] = Column(Text, primary_key=True)
    post_id: Named[int] = Column(BigInteger, ForeignKey("posts.id", ondelete="CASCADE"))


PostRedirect: Final = Table(
    "post_redirects", metadata, PostRedirectColumns, Index("ix_post_redirects_post_id", "post_id")
)
