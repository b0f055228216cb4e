"""Codes are used up once, and log-ins wait for a code; a row count decides each race."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    Interval,
    LargeBinary,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from blog_api.auth.commands import CHECKED_USER
from blog_api.auth.schemas import Account
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.models import Passkey, PendingLogin, RecoveryCode, TotpSecret

TOKEN_BYTES: Final = 32
TRIES: Final = 5
PENDING_FOR: Final = timedelta(minutes=5)
ENROLLING_FOR: Final = timedelta(days=1)
OF_USER: Final = bindparam("user_id", type_=BigInteger)


@dataclass(frozen=True, slots=True)
class TotpStep:
    """A right code of an authenticator app: its time step, to be used up."""

    step: int
    amr: tuple[str, ...] = ("otp", "mfa")  # RFC 8176 §2


@dataclass(frozen=True, slots=True)
class Recovery:
    """A recovery code, right if its hash can be used up."""

    code_hash: bytes
    amr: tuple[str, ...] = ("mfa",)


@dataclass(frozen=True, slots=True)
class PasskeyUse:
    """A verified signature of a passkey and its count, which must have grown."""

    passkey_id: int
    sign_count: int
    amr: tuple[str, ...] = ("pop", "user", "mfa")


Proof = TotpStep | Recovery | PasskeyUse

INSERT_PENDING: Final = Statement(
    insert(PendingLogin)
    .from_select(
        ["token_hash", "user_id", "tries_left", "expires_at"],
        select(
            bindparam("token_hash", type_=LargeBinary),
            CHECKED_USER.c.id,
            constant(TRIES),
            func.now() + bindparam("pending_for", type_=Interval),
        ),
    )
    .returning(PendingLogin.c.user_id),
    int,
)
TAKE_TRY: Final = Statement(
    update(PendingLogin)
    .where(
        PendingLogin.c.token_hash == bindparam("token_hash"),
        PendingLogin.c.tries_left > 0,
        PendingLogin.c.expires_at > func.now(),
    )
    .values(tries_left=PendingLogin.c.tries_left - 1)
    .returning(PendingLogin.c.user_id),
    int,
)
SPEND_PENDING: Final = Statement(
    delete(PendingLogin)
    .where(
        PendingLogin.c.token_hash == bindparam("token_hash"),
        PendingLogin.c.expires_at > func.now(),
    )
    .returning(PendingLogin.c.user_id),
    int,
)
SPEND_STEP: Final = Statement(
    update(TotpSecret)
    .where(
        TotpSecret.c.user_id == OF_USER,
        TotpSecret.c.confirmed_at.is_not(None),
        TotpSecret.c.last_step < bindparam("step", type_=BigInteger),
    )
    .values(last_step=bindparam("step", type_=BigInteger))
    .returning(TotpSecret.c.user_id),
    int,
)
SPEND_RECOVERY: Final = Statement(
    delete(RecoveryCode)
    .where(RecoveryCode.c.user_id == OF_USER, RecoveryCode.c.code_hash == bindparam("code_hash"))
    .returning(RecoveryCode.c.user_id),
    int,
)
# A count of 0 is of an authenticator that counts nothing (WebAuthn level 2, §6.1.1).
USE_PASSKEY: Final = Statement(
    update(Passkey)
    .where(
        Passkey.c.id == bindparam("passkey_id", type_=BigInteger),
        Passkey.c.user_id == OF_USER,
        or_(
            Passkey.c.sign_count < bindparam("sign_count", type_=BigInteger),
            and_(
                Passkey.c.sign_count == constant(0),
                bindparam("sign_count", type_=BigInteger) == constant(0),
            ),
        ),
    )
    .values(sign_count=bindparam("sign_count", type_=BigInteger), last_used_at=func.now())
    .returning(Passkey.c.user_id),
    int,
)
EXPIRED: Final = (
    select(PendingLogin.c.token_hash)
    .where(PendingLogin.c.expires_at <= func.now())
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("expired")
)
EXPIRE_PENDING: Final = Statement(
    delete(PendingLogin).where(PendingLogin.c.token_hash == EXPIRED.c.token_hash), int
)

ABANDONED: Final = (
    select(TotpSecret.c.user_id)
    .where(
        TotpSecret.c.confirmed_at.is_(None),
        TotpSecret.c.created_at <= func.now() - bindparam("enrolling_for", type_=Interval),
    )
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("abandoned")
)
EXPIRE_ENROLMENTS: Final = Statement(
    delete(TotpSecret).where(
        TotpSecret.c.user_id == ABANDONED.c.user_id, TotpSecret.c.confirmed_at.is_(None)
    ),
    int,
)


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


async def begin_pending_login(db: Transaction, account: Account) -> str | None:
    """Return a token for the second step of a log-in: 5 minutes, 5 tries, one session.

    Return None if the account was deleted, deactivated or given another password since the check.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    begun = await db.one(
        INSERT_PENDING,
        token_hash=hash_token(token),
        user_id=account.id,
        checked_hash=account.password_hash,
        pending_for=PENDING_FOR,
    )
    return token if begun is not None else None


async def take_try(db: Transaction, token_hash: bytes) -> bool:
    return await db.one(TAKE_TRY, token_hash=token_hash) is not None


async def spend_pending(db: Transaction, token_hash: bytes) -> bool:
    """End a pending log-in; return False if it was used or ended before."""
    return await db.one(SPEND_PENDING, token_hash=token_hash) is not None


async def spend(db: Transaction, user_id: int, proof: Proof) -> bool:
    """Use up a code or signature; return False if it or a later one was used, or it is wrong."""
    if isinstance(proof, PasskeyUse):
        use = {"passkey_id": proof.passkey_id, "sign_count": proof.sign_count}
        return await db.one(USE_PASSKEY, user_id=user_id, **use) is not None
    if isinstance(proof, TotpStep):
        return await db.one(SPEND_STEP, user_id=user_id, step=proof.step) is not None
    return await db.one(SPEND_RECOVERY, user_id=user_id, code_hash=proof.code_hash) is not None


async def expire_pending_logins(db: Transaction, batch_size: int) -> int:
    """Remove a batch of expired pending log-ins; return how many."""
    return await db.run(EXPIRE_PENDING, batch_size=batch_size)


async def expire_enrolments(db: Transaction, batch_size: int) -> int:
    """Remove secrets of apps that waited a day for their first code; return how many."""
    return await db.run(EXPIRE_ENROLMENTS, batch_size=batch_size, enrolling_for=ENROLLING_FOR)
