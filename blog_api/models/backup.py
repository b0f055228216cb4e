"""Backups that `blog-api backup` has written; the overview shows the last."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, Named, Table, func

from blog_api.models.base import INSTANT, Identified, metadata


class BackupColumns(Identified):
    """A finished backup; `size` is that of its file, in bytes."""

    began_at: Named[datetime] = Column(INSTANT)
    ended_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    size: Named[int] = Column(BigInteger)


Backup: Final = Table("backups", metadata, BackupColumns)
