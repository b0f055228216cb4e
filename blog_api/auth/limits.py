"""Rate limits of log-ins: by account and network together, and by either alone.

An account cannot be locked out: guesses from unknown networks share one limit of their own, and a
network from which the account has logged in before is known. An account has one bucket for its user
name and its email address; unknown names are counted alike.
"""

from typing import Final

from sqlalchemy import bindparam, func, select

from blog_api.db.database import Database, Reading
from blog_api.db.statements import Statement
from blog_api.http.client_ip import network_of
from blog_api.http.rate_limiting import RateLimiter, Share, shares_of
from blog_api.rate_limits import (
    LOGIN,
    LOGIN_FROM_ADDRESS,
    LOGIN_FROM_NEW_ADDRESSES,
    LOGIN_FROM_UNKNOWN,
    REFRESH,
)

LOWER: Final = Statement(select(func.lower(bindparam("name"))), str)


def bucket_of(user_id: int | None, folded_name: str) -> str:
    """Return the key that guesses are counted by: the account or, without one, the name."""
    return f"id {user_id}" if user_id is not None else f"name {folded_name}"


def login_shares(bucket: str, address: str, *, known: bool) -> list[Share]:
    mine = Share(LOGIN, (bucket, network_of(address)))
    wider = shares_of(LOGIN_FROM_ADDRESS, address)
    if known:
        return [mine, wider[0]]
    return [
        mine,
        *wider,
        Share(LOGIN_FROM_NEW_ADDRESSES, (bucket,)),
        Share(LOGIN_FROM_UNKNOWN, ()),
    ]


async def reset_login_limits(limiter: RateLimiter, db: Database, shares: list[Share]) -> None:
    """Refund a successful log-in, and reset the failures of its account and network."""
    await limiter.refund(db, shares[1:])
    await limiter.reset(db, shares[0].limit, *shares[0].subject)


async def reset_guesses(limiter: RateLimiter, db: Database, user_id: int, address: str) -> None:
    """Reset the log-in failures of an account after a password reset by email."""
    bucket = bucket_of(user_id, "")
    await limiter.reset(db, LOGIN_FROM_NEW_ADDRESSES, bucket)
    await limiter.reset(db, LOGIN, bucket, network_of(address))


async def limit_refresh(limiter: RateLimiter, db: Database, address: str) -> None:
    """Consume the limit of refreshes by address; raise ThrottledError."""
    await limiter.consume_all(db, shares_of(REFRESH, address))


async def fold_name(db: Reading, name: str) -> str:
    """Return the case-folded form of a user name or email address.

    The database folds, as it also looks accounts up: Python folds `i` and `İ` to two names, and its
    Unicode version knows fewer letters.
    """
    if "\0" in name:
        return name
    return await db.one(LOWER, name=name) or name
