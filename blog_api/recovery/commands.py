"""Spending a token: one statement takes it away and does what it is for, so it works once."""

from typing import Any, Final

from sqlalchemy import Update, bindparam, delete, func, literal_column, update

from blog_api.auth.commands import end_all_sessions
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement, constant
from blog_api.errors import OneTimeTokenRefusedError
from blog_api.mail.outbox import Kind, forget_reset_tokens, queue_verification
from blog_api.models import OneTimeToken, User
from blog_api.permissions import Actor


def spending(purpose: Kind, **values: Any) -> Update:
    """Change the account that a token was mailed to, while it is live and has that address."""
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
            func.lower(User.c.email) == func.lower(spent.c.email),
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
    """Whoever read the mail has the address."""
    if await db.one(VERIFY, token_hash=token_hash) is None:
        raise OneTimeTokenRefusedError


async def reset_password(db: Transaction, token_hash: bytes, new_hash: str) -> None:
    """Ends every session and every other token of the kind; the mail proved the address as well."""
    user_id = await db.one(RESET, token_hash=token_hash, new_hash=new_hash)
    if user_id is None:
        raise OneTimeTokenRefusedError
    await forget_reset_tokens(db, user_id)
    await end_all_sessions(db, user_id)


async def ask_to_verify(db: Transaction, actor: Actor) -> None:
    """Another mail to the present address; none is sent once it is verified."""
    await queue_verification(db, actor.id)
