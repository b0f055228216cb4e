"""Whose token it is, before it is spent: the rules for a new password ask for the names."""

from typing import Final

from sqlalchemy import bindparam, func

from blog_api.auth.queries import ACCOUNT
from blog_api.auth.schemas import Account
from blog_api.db.database import Reading
from blog_api.db.statement import Statement, constant
from blog_api.live import LiveOneTimeToken, LiveUser

SELECT_OWNER: Final = Statement(
    ACCOUNT.join(LiveOneTimeToken, LiveOneTimeToken.c.user_id == LiveUser.c.id).where(
        LiveOneTimeToken.c.token_hash == bindparam("token_hash"),
        LiveOneTimeToken.c.purpose == constant("reset_password"),
        func.lower(LiveOneTimeToken.c.email) == func.lower(LiveUser.c.email),
        LiveUser.c.is_active,
    ),
    Account,
)


async def find_owner(db: Reading, token_hash: bytes) -> Account | None:
    """The account that a token can give a new password."""
    return await db.one(SELECT_OWNER, token_hash=token_hash)
