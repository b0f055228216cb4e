"""The id of the blog, and the issuers of its tokens."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Named, Table, Text, TypedColumns, Uuid, func, text

from blog_api.models.base import INSTANT, metadata


class BlogSettingsColumns(TypedColumns):
    """One row, inserted by the migration: ids of feed entries are derived from `uid`.

    `media_folder` is the id of the folder with the images, which is also stored there.
    """

    only_row: Named[bool] = Column(primary_key=True, server_default=text("true"))
    uid: Named[UUID] = Column(Uuid, server_default=text("gen_random_uuid()"))
    media_folder: Named[UUID | None] = Column(Uuid)


BlogSettings: Final = Table(
    "blog_settings", metadata, BlogSettingsColumns, CheckConstraint("only_row", name="only_row")
)


class TokenIssuerColumns(TypedColumns):
    """Every `iss` in tokens of this blog; the present one has no `replaced_at`."""

    issuer: Named[str] = Column(Text, primary_key=True)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    replaced_at: Named[datetime | None] = Column(INSTANT)


TokenIssuer: Final = Table("token_issuers", metadata, TokenIssuerColumns)
