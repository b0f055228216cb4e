"""The queue of letters, and the tokens issued as they leave.

A letter is claimed for a while, sent without holding a connection, and removed afterwards. Whoever
dies in between leaves it to be claimed again: it is sent at least once.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Interval, and_, bindparam, delete, func, insert, or_, select, update

from blog_api.db.database import Reading, Transaction
from blog_api.db.statement import Statement, constant
from blog_api.live import LiveUser
from blog_api.models import OneTimeToken, OutboxMail

Kind = Literal["verify_email", "reset_password"]
LIFETIMES: Final[Mapping[str, timedelta]] = {
    "verify_email": timedelta(hours=24),
    "reset_password": timedelta(minutes=15),
}
LEASE: Final = timedelta(seconds=90)
FIRST_PAUSE: Final = timedelta(seconds=2)
LONGEST_PAUSE: Final = timedelta(hours=1)
GIVE_UP_AFTER: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A queued letter that only its claimant sends for the time of the lease."""

    id: int
    kind: Kind
    recipient: str
    created_at: datetime
    attempts: int
    too_old: bool


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whoever has the address now."""

    user_id: int
    username: str
    email: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is put into words: the token is known to nobody else."""

    claimed: Claimed
    to: Addressee
    token: str


COUNT: Final = Statement(select(func.count()).select_from(OutboxMail), int)

QUEUE: Final = Statement(
    insert(OutboxMail).values(kind=bindparam("kind"), recipient=bindparam("recipient")), int
)
QUEUE_VERIFICATION: Final = Statement(
    insert(OutboxMail).from_select(
        ["kind", "recipient"],
        select(constant("verify_email"), LiveUser.c.email).where(
            LiveUser.c.id == bindparam("user_id")
        ),
    ),
    int,
)

DUE: Final = (
    select(OutboxMail.c.id)
    .where(OutboxMail.c.next_attempt_at <= func.now())
    .order_by(OutboxMail.c.next_attempt_at)
    .limit(1)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
CLAIM: Final = Statement(
    update(OutboxMail)
    .where(OutboxMail.c.id == DUE)
    .values(
        attempts=OutboxMail.c.attempts + 1,
        next_attempt_at=func.now() + bindparam("lease", type_=Interval),
    )
    .returning(
        OutboxMail.c.id,
        OutboxMail.c.kind,
        OutboxMail.c.recipient,
        OutboxMail.c.created_at,
        OutboxMail.c.attempts,
        func.now() > OutboxMail.c.created_at + bindparam("patience", type_=Interval),
    ),
    Claimed,
)

POSTPONE: Final = Statement(
    update(OutboxMail)
    .where(OutboxMail.c.id == bindparam("mail_id"))
    .values(next_attempt_at=func.now() + bindparam("pause", type_=Interval)),
    int,
)

REMOVE: Final = Statement(delete(OutboxMail).where(OutboxMail.c.id == bindparam("mail_id")), int)

# A verified address is not asked again.
FIND_ADDRESSEE: Final = Statement(
    select(LiveUser.c.id, LiveUser.c.username, LiveUser.c.email).where(
        func.lower(LiveUser.c.email) == func.lower(bindparam("recipient")),
        LiveUser.c.is_active,
        or_(
            bindparam("kind") == constant("reset_password"),
            and_(bindparam("kind") == constant("verify_email"), ~LiveUser.c.email_verified),
        ),
    ),
    Addressee,
)

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


def hash_token(token: str) -> bytes:
    """What is kept of a token; it has too many bits to be guessed, so one round is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


async def queue_mail(db: Transaction, kind: Kind, recipient: str) -> None:
    """Sent after the commit, to the account that has the address then, and only if one has."""
    await db.run(QUEUE, kind=kind, recipient=recipient)


async def queue_verification(db: Transaction, user_id: int) -> None:
    """To the address that a live account has now."""
    await db.run(QUEUE_VERIFICATION, user_id=user_id)


async def count_waiting(db: Reading) -> int:
    """Letters not sent yet, those in hand among them."""
    return await db.one(COUNT) or 0


async def claim_mail(db: Transaction) -> Claimed | None:
    """The letter that has been due for longest, unless somebody else sends it just now."""
    return await db.one(CLAIM, lease=LEASE, patience=GIVE_UP_AFTER)


async def address_mail(db: Transaction, claimed: Claimed) -> Letter | None:
    """Issue its token; a letter that nobody is waiting for any more is dropped."""
    to = await db.one(FIND_ADDRESSEE, recipient=claimed.recipient, kind=claimed.kind)
    if to is None or claimed.too_old:
        await remove_mail(db, claimed)
        return None
    token = secrets.token_urlsafe(32)
    await db.run(
        ISSUE,
        token_hash=hash_token(token),
        purpose=claimed.kind,
        user_id=to.user_id,
        email=to.email,
        lifetime=LIFETIMES[claimed.kind],
    )
    return Letter(claimed, to, token)


async def postpone_mail(db: Transaction, claimed: Claimed) -> None:
    """Each failure doubles the pause, up to an hour."""
    doublings = min(claimed.attempts - 1, 11)
    pause = min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
    await db.run(POSTPONE, mail_id=claimed.id, pause=pause)


async def remove_mail(db: Transaction, claimed: Claimed) -> None:
    """It was sent, or never will be."""
    await db.run(REMOVE, mail_id=claimed.id)


async def forget_reset_tokens(db: Transaction, user_id: int) -> None:
    """Whoever has a new password needs none of them, and nobody else shall use one."""
    await db.run(FORGET_RESET_TOKENS, user_id=user_id)


async def expire_tokens(db: Transaction, batch_size: int) -> int:
    """How many tokens that are over were removed; fewer than a batch means that was all."""
    return await db.run(EXPIRE_TOKENS, batch_size=batch_size)
