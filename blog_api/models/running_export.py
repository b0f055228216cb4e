"""Exports of accounts that are being sent."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Named, Table, TypedColumns

from blog_api.models.base import INSTANT, metadata


class RunningExportColumns(TypedColumns):
    """At most one for each account; one that is not renewed until `expires_at` has ended."""

    user_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    expires_at: Named[datetime] = Column(INSTANT)


RunningExport: Final = Table("running_exports", metadata, RunningExportColumns)
