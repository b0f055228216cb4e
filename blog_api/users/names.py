"""User names reserved for the command line: official ones and look-alikes of administrators."""

from typing import Final

from sqlalchemy import bindparam, func, select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import UsernameTakenError
from blog_api.live import LiveUser
from blog_api.lookalikes import looks_official

NEW_NAME: Final = bindparam("username", type_=LiveUser.c.username.type)
LOOKS_OFFICIAL: Final = Statement(select(looks_official(NEW_NAME, besides=constant(0))), bool)
# The current name may be kept, also in another case.
BECOMES_OFFICIAL: Final = Statement(
    select(looks_official(NEW_NAME, besides=LiveUser.c.id)).where(
        LiveUser.c.id == bindparam("user_id"),
        func.lower(LiveUser.c.username) != func.lower(NEW_NAME),
    ),
    bool,
)


async def require_plain_name(db: Reading, username: str) -> None:
    if await db.one(LOOKS_OFFICIAL, username=username):
        raise UsernameTakenError


async def require_plain_rename(db: Reading, user_id: int, username: str | None) -> None:
    if username is None:
        return
    if await db.one(BECOMES_OFFICIAL, user_id=user_id, username=username):
        raise UsernameTakenError
