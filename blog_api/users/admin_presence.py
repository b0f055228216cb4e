"""Whether there is an administrator: a start and the studio ask, before anybody signs in.

Without the models of requests, as a supervisor of workers needs no FastAPI.
"""

from typing import Final

from sqlalchemy import select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.live import LiveUser

# In the words of `ix_users_admins`: anyone may ask.
HAS_ADMIN: Final = Statement(
    select(
        select(LiveUser.c.id)
        .where(LiveUser.c.role == constant("admin"), LiveUser.c.is_active)
        .exists()
    ),
    bool,
)


async def has_admin(db: Reading) -> bool:
    """Return whether there is an administrator who may sign in."""
    return bool(await db.one(HAS_ADMIN))
