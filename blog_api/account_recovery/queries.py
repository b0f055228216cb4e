"""Owner of a reset token, looked up before redemption: the password policy needs the names."""

from typing import Final

from sqlalchemy import bindparam

from blog_api.auth.queries import ACCOUNT
from blog_api.auth.schemas import Account
from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.live import LiveUser
from blog_api.live_credentials import LiveOneTimeToken
from blog_api.mail.mailboxes import is_same_mailbox

SELECT_OWNER: Final = Statement(
    ACCOUNT.join(LiveOneTimeToken, LiveOneTimeToken.c.user_id == LiveUser.c.id).where(
        LiveOneTimeToken.c.token_hash == bindparam("token_hash"),
        LiveOneTimeToken.c.purpose == constant("reset_password"),
        is_same_mailbox(LiveOneTimeToken.c.email, LiveUser.c.email),
        LiveUser.c.is_active,
    ),
    Account,
)


async def find_owner(db: Reading, token_hash: bytes) -> Account | None:
    return await db.one(SELECT_OWNER, token_hash=token_hash)
