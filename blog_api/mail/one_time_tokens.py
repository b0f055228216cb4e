"""One-time tokens in emails: SHA-256 of 256 random bits, each for one purpose."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    Interval,
    LargeBinary,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from typing_extensions import TypeIs

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.live_credentials import LiveEmailChange, LiveOneTimeToken
from blog_api.models import OneTimeToken

Kind = Literal["verify_email", "reset_password", "revert_email"]
AccountNotice = Literal[
    "new_password",
    "new_username",
    "factor_added",
    "factor_removed",
    "token_made",
    "role_changed",
    "account_deactivated",
    "account_deleted",
    "new_login",
]
# An email without a token.
Notice = Literal["transfer_offer", "restore_approved", "restore_declined"] | AccountNotice
LIFETIMES: Final[Mapping[str, timedelta]] = {
    "verify_email": timedelta(hours=24),
    "reset_password": timedelta(minutes=15),
    "revert_email": timedelta(days=7),
}

ISSUE: Final = Statement(
    insert(OneTimeToken).values(
        token_hash=bindparam("token_hash"),
        purpose=bindparam("purpose"),
        user_id=bindparam("user_id"),
        email=bindparam("email"),
        expires_at=func.now() + bindparam("lifetime", type_=Interval),
    ),
    int,
)

HAS_GOOD_TOKEN: Final = Statement(
    select(LiveOneTimeToken.c.user_id)
    .where(
        LiveOneTimeToken.c.user_id == bindparam("user_id"),
        LiveOneTimeToken.c.purpose == bindparam("purpose"),
        LiveOneTimeToken.c.email == bindparam("email"),
        LiveOneTimeToken.c.delivered_at.is_not(None),
    )
    .limit(constant(1)),
    int,
)

MARK_DELIVERED: Final = Statement(
    update(OneTimeToken)
    .where(OneTimeToken.c.token_hash == bindparam("token_hash"))
    .values(delivered_at=func.now()),
    int,
)

ISSUE_REVERT: Final = Statement(
    insert(OneTimeToken).from_select(
        ["token_hash", "purpose", "user_id", "email", "expires_at", "email_change_id"],
        select(
            bindparam("token_hash", type_=LargeBinary),
            constant("revert_email"),
            LiveEmailChange.c.user_id,
            LiveEmailChange.c.old_email,
            LiveEmailChange.c.expires_at,
            LiveEmailChange.c.id,
        ).where(LiveEmailChange.c.id == bindparam("change_id", type_=BigInteger)),
    ),
    int,
)

FORGET_TOKENS: Final = Statement(
    delete(OneTimeToken).where(
        OneTimeToken.c.user_id == bindparam("user_id"),
        OneTimeToken.c.email_change_id.is_(None),
    ),
    int,
)

FORGET_RESET_TOKENS: Final = Statement(
    delete(OneTimeToken).where(
        OneTimeToken.c.user_id == bindparam("user_id"),
        OneTimeToken.c.purpose == constant("reset_password"),
    ),
    int,
)

EXPIRED: Final = (
    select(OneTimeToken.c.token_hash)
    .where(OneTimeToken.c.expires_at <= func.now())
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("expired")
)
EXPIRE_TOKENS: Final = Statement(
    delete(OneTimeToken).where(OneTimeToken.c.token_hash == EXPIRED.c.token_hash), int
)


def is_notice(kind: Kind | Notice) -> TypeIs[Notice]:
    """Return whether emails of this kind have no token."""
    return kind not in LIFETIMES


def hash_token(token: str) -> bytes:
    """Return the hash to store; one round is enough, as the token is too long to be guessed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


async def has_good_token(db: Transaction, purpose: Kind, user_id: int, email: str) -> bool:
    """Return True if an email of this kind was delivered and its token has not expired."""
    named = {"user_id": user_id, "purpose": purpose, "email": email}
    return await db.one(HAS_GOOD_TOKEN, **named) is not None


async def issue_token(db: Transaction, purpose: Kind, user_id: int, email: str, token: str) -> None:
    """Store the hash of a token before it is sent."""
    await db.run(
        ISSUE,
        token_hash=hash_token(token),
        purpose=purpose,
        user_id=user_id,
        email=email,
        lifetime=LIFETIMES[purpose],
    )


async def issue_revert_token(db: Transaction, change_id: int, token: str) -> bool:
    """Store the hash of a token that ends with the reservation of the old address.

    Return False if the change was taken back or the reservation has ended.
    """
    named: dict[str, Any] = {"token_hash": hash_token(token), "change_id": change_id}
    return await db.run(ISSUE_REVERT, **named) == 1


async def mark_delivered(db: Transaction, token: str) -> None:
    """Mark the token as delivered: no other email of the kind is sent while it is valid."""
    await db.run(MARK_DELIVERED, token_hash=hash_token(token))


async def forget_reset_tokens(db: Transaction, user_id: int) -> None:
    """Delete the reset tokens of an account that has a new password: nobody else may use one."""
    await db.run(FORGET_RESET_TOKENS, user_id=user_id)


async def forget_tokens(db: Transaction, user_id: int) -> None:
    """Delete every token of an account except those that take back an email address."""
    await db.run(FORGET_TOKENS, user_id=user_id)


async def expire_tokens(db: Transaction, batch_size: int) -> int:
    """Remove expired tokens and return how many; fewer than `batch_size` means that was all."""
    return await db.run(EXPIRE_TOKENS, batch_size=batch_size)
