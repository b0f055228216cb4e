"""Revocation of all access tokens of an account, as a part of other commands.

For deletions and deactivations, the trigger `db/sql/limit_access_tokens.sql` revokes them.
"""

from typing import Final

from sqlalchemy import bindparam, delete

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.models import AccessToken

END_ALL_OF_OWNER: Final = Statement(
    delete(AccessToken).where(AccessToken.c.user_id == bindparam("owner_id")), int
)


async def end_access_tokens_of(db: Transaction, owner_id: int) -> int:
    """Revoke all tokens of an account, as when its password is reset."""
    return await db.run(END_ALL_OF_OWNER, owner_id=owner_id)
