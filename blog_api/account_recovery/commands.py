"""Redemption of one-time tokens: one statement deletes the token and changes the account."""

from typing import Any, Final

from sqlalchemy import Update, bindparam, delete, func, literal_column, update

from blog_api import audit_log
from blog_api.auth.commands import end_all_sessions
from blog_api.auth.known_networks import remember_network
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import OneTimeTokenRefusedError
from blog_api.lifecycle.access_tokens import end_access_tokens_of
from blog_api.lifecycle.previews import end_previews_by
from blog_api.mail.account_notices import tell_new_password
from blog_api.mail.mailboxes import is_same_mailbox
from blog_api.mail.one_time_tokens import Kind, forget_reset_tokens
from blog_api.mail.outbox import queue_verification
from blog_api.models import OneTimeToken, User
from blog_api.permissions import Actor


def spending(purpose: Kind, **values: Any) -> Update:
    """Return SQL: delete a token and change its account, if live and still with the address."""
    spent = (
        delete(OneTimeToken)
        .where(
            OneTimeToken.c.token_hash == bindparam("token_hash"),
            OneTimeToken.c.purpose == constant(purpose),
            OneTimeToken.c.expires_at > func.now(),
        )
        .returning(OneTimeToken.c.user_id, OneTimeToken.c.email)
        .cte("spent")
    )
    return (
        update(User)
        .where(
            User.c.id == spent.c.user_id,
            is_same_mailbox(User.c.email, spent.c.email),
            User.c.deleted_at.is_(None),
            User.c.is_active,
        )
        .values(email_verified=literal_column("true"), updated_at=func.now(), **values)
    )


VERIFY: Final = Statement(spending("verify_email").returning(User.c.id), int)
RESET: Final = Statement(
    spending("reset_password", password_hash=bindparam("new_hash")).returning(User.c.id), int
)


async def verify_email(db: Transaction, token_hash: bytes) -> None:
    """Mark the address as verified; raise OneTimeTokenRefusedError for an unusable token."""
    if await db.one(VERIFY, token_hash=token_hash) is None:
        raise OneTimeTokenRefusedError


async def reset_password(
    db: Transaction, token_hash: bytes, new_hash: str, address: str, *, keep_tokens: bool
) -> None:
    """Set the password; end every session, preview link and other reset token of the account.

    Access tokens end too unless they are kept: a thief of the password may have made some.

    The token also proves the address. Raise OneTimeTokenRefusedError for an unusable token.
    """
    user_id = await db.one(RESET, token_hash=token_hash, new_hash=new_hash)
    if user_id is None:
        raise OneTimeTokenRefusedError
    await forget_reset_tokens(db, user_id)
    await end_all_sessions(db, user_id)
    await end_previews_by(db, user_id)
    if not keep_tokens:
        await end_access_tokens_of(db, user_id)
    await remember_network(db, user_id, address)
    await tell_new_password(db, user_id)
    details = {"changed": ["password"], "by": "email"}
    await audit_log.record(db, None, "user.update", ("user", user_id), details=details)


async def ask_to_verify(db: Transaction, actor: Actor) -> None:
    """Queue another email to the current address, unless it is verified."""
    await queue_verification(db, actor.id)
