"""Rate limiter, exact over any number of workers: GCRA in one SQL statement.

A row holds the theoretical arrival time (`full_at`); an upsert advances it by one interval unless
that would exceed the burst. Keys are HMACs, so that the table stores no addresses or names.

Most rows are in an unlogged table, which a crash or failover empties. Limits against guessing are
in a replicated one.
"""

import asyncio
import hashlib
import hmac
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Depends, Request, params

from blog_api import metrics
from blog_api.db.database import Database, Reading, Transaction
from blog_api.errors import PasswordsBusyError, ThrottledError
from blog_api.http.client_ip import client_address, networks_of
from blog_api.http.limit_statements import (
    CONSUME_DAILY,
    COUNT_DAILY,
    REPLICATED,
    UNLOGGED,
    LimitStatements,
)
from blog_api.http.response_headers import set_response_headers
from blog_api.logs import log_event
from blog_api.rate_limits import DailyLimit, Limit

logger = logging.getLogger("blog_api.throttling")


def limit_headers(limit: Limit, used_s: float) -> dict[str, str]:
    """Return the `RateLimit-*` headers: what is left, and the seconds until all of it is back."""
    left = int(limit.burst - used_s / limit.interval_s + 1e-6)
    return {
        "RateLimit-Limit": str(limit.burst),
        "RateLimit-Remaining": str(max(0, left)),
        "RateLimit-Reset": str(math.ceil(used_s)),
    }


def retry_after(limit: Limit, used_s: float) -> dict[str, str]:
    """Return `Retry-After`: whole seconds until one more request is allowed."""
    return {"Retry-After": str(max(1, math.ceil(used_s - (limit.burst - 1) * limit.interval_s)))}


MAX_CONNECTIONS: Final = 2
MAX_LOOKUPS: Final = 2
MAX_WAITING: Final = 100


@dataclass(frozen=True, slots=True)
class Share:
    """One limit and the subject that it is counted for."""

    limit: Limit
    subject: tuple[str, ...]


def shares_of(limit: Limit, address: str) -> list[Share]:
    """Return a limit by address together with those of the networks around the address.

    Each larger network (/24; /56 and /48) may use twice as much as the one in it.
    """
    networks = networks_of(address)
    wider = [Share(limit.widened(2**n), (network,)) for n, network in enumerate(networks)][1:]
    return [Share(limit, networks[:1]), *wider]


def report_throttled(limit: Limit | DailyLimit) -> None:
    metrics.THROTTLED.labels(limit.name).inc()
    log_event(logger, logging.WARNING, "throttled", limit=limit.name)


def statements_of(limit: Limit) -> LimitStatements:
    return REPLICATED if limit.is_replicated else UNLOGGED


class RateLimiter:
    """Consume, refund and reset limits; does nothing while `RATE_LIMITS_ENABLED` is false."""

    def __init__(self, secret: bytes, *, enabled: bool) -> None:
        self._secret = secret
        self._enabled = enabled
        self._connections = asyncio.Semaphore(MAX_CONNECTIONS)
        # For reads that precede a limit: connections of a flood that is not counted yet.
        self.lookups: Final = asyncio.Semaphore(MAX_LOOKUPS)
        self._waiting = 0

    async def consume(self, db: Reading, limit: Limit, *subject: str) -> dict[str, str]:
        """Consume one and return the `RateLimit-*` headers; or raise `ThrottledError`."""
        if not self._enabled:
            return {}
        key = self._key_of(limit, subject)
        interval = timedelta(seconds=limit.interval_s)
        used_s = await db.one(
            statements_of(limit).consume, key=key, interval=interval, window=interval * limit.burst
        )
        if used_s is None:
            raise await self._refuse(db, limit, key)
        return limit_headers(limit, used_s)

    async def consume_daily(self, db: Reading, limit: DailyLimit, *subject: str) -> None:
        """Consume one of the day, or raise ThrottledError. Each has a row: a sliding window."""
        if not self._enabled:
            return
        keys = [self._key_of(limit, (*subject, str(number))) for number in range(limit.most)]
        # Another transaction may consume the row that was free: look for the next one.
        while await db.one(CONSUME_DAILY, keys=keys) is None:
            if await db.one(COUNT_DAILY, keys=keys) == limit.most:
                report_throttled(limit)
                raise ThrottledError({})  # for the mail worker: no response has its headers

    async def _refuse(self, db: Reading, limit: Limit, key: str) -> ThrottledError:
        """Count and log that a limit is used up, and return the error that says for how long."""
        report_throttled(limit)
        used_s = await db.one(statements_of(limit).used, key=key) or 0.0
        return ThrottledError(limit_headers(limit, used_s) | retry_after(limit, used_s))

    async def consume_all(self, db: Database, shares: Sequence[Share]) -> dict[str, str]:
        """Consume one of each or, if one of them is used up, none; return the first's headers.

        List the most specific first, in the same order everywhere: rows are locked in that order.
        """
        return await db.write(self._consume_each, shares) if self._enabled else {}

    async def consume_all_queued(self, db: Database, shares: Sequence[Share]) -> None:
        """Consume like `consume_all`, on at most `MAX_CONNECTIONS` connections at a time.

        Raise `PasswordsBusyError` at once while `MAX_WAITING` requests are waiting.
        """
        if self._waiting == MAX_WAITING:
            raise PasswordsBusyError
        self._waiting += 1
        try:
            async with self._connections:
                await self.consume_all(db, shares)
        finally:
            self._waiting -= 1

    async def _consume_each(self, db: Transaction, shares: Sequence[Share]) -> dict[str, str]:
        """Consume with one statement for each table; an error rolls all of them back."""
        limits = {self._key_of(share.limit, share.subject): share.limit for share in shares}
        used_s: dict[str, float] = {}
        for run in (REPLICATED, UNLOGGED):
            keys = [key for key, limit in limits.items() if statements_of(limit) is run]
            if keys:
                intervals = [timedelta(seconds=limits[key].interval_s) for key in keys]
                windows = [
                    timedelta(seconds=limits[key].interval_s) * limits[key].burst for key in keys
                ]
                rows = await db.all(
                    run.consume_each, keys=keys, intervals=intervals, windows=windows
                )
                used_s |= {row.key: row.used_s for row in rows}
        for key, limit in limits.items():
            if key not in used_s:
                raise await self._refuse(db, limit, key)
        first = next(iter(limits))
        return limit_headers(limits[first], used_s[first])

    async def refund(self, db: Database, shares: Sequence[Share]) -> None:
        """Undo `consume_all` for a request that turned out not to count."""
        for share in shares if self._enabled else ():
            interval = timedelta(seconds=share.limit.interval_s)
            key = self._key_of(share.limit, share.subject)
            await db.one(statements_of(share.limit).refund, key=key, interval=interval)

    async def refund_queued(self, db: Database, shares: Sequence[Share]) -> None:
        """Undo `consume_all_queued` on the same connections: many waits for a hash end at once."""
        async with self._connections:
            await self.refund(db, shares)

    async def reset(self, db: Database, limit: Limit, *subject: str) -> None:
        """Make the whole limit available again."""
        if self._enabled:
            await db.one(statements_of(limit).reset, key=self._key_of(limit, subject))

    def _key_of(self, limit: Limit | DailyLimit, subject: tuple[str, ...]) -> str:
        text = "\0".join((limit.name, *subject)).encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()


async def expire_rate_limits(db: Transaction, batch_size: int) -> int:
    """Remove rows of fully available limits; return how many, fewer than a batch for the last."""
    return await db.run(UNLOGGED.expire, batch_size=batch_size)


async def expire_login_limits(db: Transaction, batch_size: int) -> int:
    return await db.run(REPLICATED.expire, batch_size=batch_size)


async def get_rate_limiter(request: Request) -> RateLimiter:
    rate_limiter: RateLimiter = request.app.state.rate_limiter
    return rate_limiter


class AddressLimit:
    """Consumes a limit for the client's address and, if it `widens`, the networks around it."""

    def __init__(self, limit: Limit, *, widens: bool) -> None:
        self._limit = limit
        self._counted = None if widens else 1

    async def __call__(self, request: Request) -> None:
        rate_limiter: RateLimiter = request.app.state.rate_limiter
        shares = shares_of(self._limit, client_address(request))
        counted = shares[: self._counted]
        spent = await rate_limiter.consume_all(request.app.state.database, counted)
        set_response_headers(request, spent)


def rate_limited(limit: Limit, *, widens: bool = True) -> params.Depends:
    """Return a dependency that limits requests by address, before the body is read."""
    return params.Depends(AddressLimit(limit, widens=widens))


Limiter = Annotated[RateLimiter, Depends(get_rate_limiter)]
