"""Claim of the media folder: the first server to store an image stores the id of its folder."""

from typing import Final
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, update

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.models import BlogSettings


def as_stored(folder: UUID) -> UUID:
    return folder


CLAIM_FOLDER: Final = Statement(
    update(BlogSettings)
    .values(media_folder=func.coalesce(BlogSettings.c.media_folder, bindparam("own", type_=Uuid)))
    .returning(BlogSettings.c.media_folder),
    as_stored,
)


async def claim_folder(db: Transaction, own: UUID) -> UUID:
    """Return the stored id of the media folder, which is `own` if there was none."""
    (stored,) = await db.all(CLAIM_FOLDER, own=own)
    return stored
