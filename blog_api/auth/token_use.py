"""Time of the last use of a personal access token."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Interval, bindparam, func, or_, select, update

from blog_api.auth.callers import TOUCHED_AFTER
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.models import AccessToken

UNUSED: Final = (
    select(AccessToken.c.id)
    .where(
        AccessToken.c.id == bindparam("token_id"),
        or_(
            AccessToken.c.last_used_at.is_(None),
            AccessToken.c.last_used_at < func.now() - bindparam("touched_after", type_=Interval),
        ),
    )
    # Concurrent requests with one token do not wait for each other.
    .with_for_update(skip_locked=True, key_share=True)
    .cte("unused")
)
TOUCH: Final = Statement(
    update(AccessToken).where(AccessToken.c.id == UNUSED.c.id).values(last_used_at=func.now()), int
)


async def touch_token(
    db: Transaction, token_id: int, touched_after: timedelta = TOUCHED_AFTER
) -> None:
    """Store the time of the last use, unless it was stored within a minute."""
    await db.run(TOUCH, token_id=token_id, touched_after=touched_after)
