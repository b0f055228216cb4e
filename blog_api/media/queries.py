"""Access to served images."""

from typing import Final

from sqlalchemy import bindparam, select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.live import LivePicture
from blog_api.media.schemas import NAME

SELECT_NAME: Final = Statement(
    select(LivePicture.c.name).where(LivePicture.c.name == bindparam("name")).limit(constant(1)),
    str,
)


async def require_served(db: Reading, name: str) -> None:
    """Raise `NotFoundError` unless a live account has the image; an invalid name needs no query."""
    if NAME.fullmatch(name) is None or await db.one(SELECT_NAME, name=name) is None:
        raise NotFoundError
