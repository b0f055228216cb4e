"""Challenges of passkeys: each signed once, within five minutes, for its purpose.

A challenge is the SHA-256 of a random token. A browser signs the challenge, which authenticates
nobody by itself; a log-in needs the token as well, which only the client has that asked for it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from sqlalchemy import BigInteger, Interval, LargeBinary, bindparam, delete, func, insert, select

from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement
from blog_api.live_credentials import LivePasskeyChallenge
from blog_api.models import PasskeyChallenge

Purpose = Literal["register", "log_in", "second_factor", "confirm"]
LIFETIME: Final = timedelta(minutes=5)
TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Binding:
    """Purpose of a challenge, and the session or pending log-in that it belongs to."""

    purpose: Purpose
    session_id: int | None = None
    pending_hash: bytes | None = None


FOR_LOG_IN: Final = Binding("log_in")

ISSUE: Final = Statement(
    insert(PasskeyChallenge).values(
        challenge=bindparam("challenge"),
        purpose=bindparam("purpose"),
        session_id=bindparam("session_id"),
        pending_hash=bindparam("pending_hash"),
        expires_at=func.now() + bindparam("lifetime", type_=Interval),
    ),
    int,
)
SPEND: Final = Statement(
    delete(PasskeyChallenge)
    .where(
        PasskeyChallenge.c.challenge == bindparam("challenge"),
        PasskeyChallenge.c.purpose == bindparam("purpose"),
        PasskeyChallenge.c.session_id.is_not_distinct_from(
            bindparam("session_id", type_=BigInteger)
        ),
        PasskeyChallenge.c.pending_hash.is_not_distinct_from(
            bindparam("pending_hash", type_=LargeBinary)
        ),
        PasskeyChallenge.c.expires_at > func.now(),
    )
    .returning(PasskeyChallenge.c.purpose),
    str,
)
FIND_BINDING: Final = Statement(
    select(
        LivePasskeyChallenge.c.purpose,
        LivePasskeyChallenge.c.session_id,
        LivePasskeyChallenge.c.pending_hash,
    ).where(LivePasskeyChallenge.c.challenge == bindparam("challenge")),
    Binding,
)
EXPIRED: Final = (
    select(PasskeyChallenge.c.challenge)
    .where(PasskeyChallenge.c.expires_at <= func.now())
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("expired")
)
EXPIRE: Final = Statement(
    delete(PasskeyChallenge).where(PasskeyChallenge.c.challenge == EXPIRED.c.challenge), int
)


def make_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def challenge_of_token(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


async def issue_challenge(db: Transaction, binding: Binding) -> str:
    token = make_token()
    await db.run(
        ISSUE,
        challenge=challenge_of_token(token),
        purpose=binding.purpose,
        session_id=binding.session_id,
        pending_hash=binding.pending_hash,
        lifetime=LIFETIME,
    )
    return token


async def spend_challenge(db: Transaction, challenge: bytes, binding: Binding) -> bool:
    """Use up a challenge; return False if it was used, has expired, or has another purpose."""
    spent = await db.one(
        SPEND,
        challenge=challenge,
        purpose=binding.purpose,
        session_id=binding.session_id,
        pending_hash=binding.pending_hash,
    )
    return spent is not None


async def find_binding(db: Reading, challenge: bytes) -> Binding | None:
    return await db.one(FIND_BINDING, challenge=challenge)


async def expire_challenges(db: Transaction, batch_size: int) -> int:
    """Remove a batch of expired challenges; return how many."""
    return await db.run(EXPIRE, batch_size=batch_size)
