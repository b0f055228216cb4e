"""Access to served images."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.live import MEDIA_FOLDER, LivePicture
from blog_api.media.schemas import NAME


@dataclass(frozen=True, slots=True)
class ServedImage:
    """An image that everybody may read, and the id of the folder that has it."""

    name: str
    folder: UUID | None


SELECT_SERVED: Final = Statement(
    select(LivePicture.c.name, MEDIA_FOLDER)
    .where(LivePicture.c.name == bindparam("name"))
    .limit(constant(1)),
    ServedImage,
)


async def get_served(db: Reading, name: str) -> ServedImage:
    """Raise `NotFoundError` unless a live account has the image; an invalid name needs no query."""
    image = await db.one(SELECT_SERVED, name=name) if NAME.fullmatch(name) else None
    if image is None:
        raise NotFoundError
    return image
