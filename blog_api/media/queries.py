"""Which pictures may be seen."""

from typing import Final

from sqlalchemy import bindparam, select

from blog_api.db.database import Reading
from blog_api.db.statement import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.live import LivePicture
from blog_api.media.schemas import NAME

SELECT_NAME: Final = Statement(
    select(LivePicture.c.name).where(LivePicture.c.name == bindparam("name")).limit(constant(1)),
    str,
)


async def require_served(db: Reading, name: str) -> None:
    """Refuses what no live account has, without asking for what cannot be a name."""
    if NAME.fullmatch(name) is None or await db.one(SELECT_NAME, name=name) is None:
        raise NotFoundError
