"""Limits on how often something may be asked, exact over any number of workers: GCRA in SQL.

One statement decides: a row holds the instant at which everything is allowed again, and moves on
only while that lies within the burst. Keys are HMACs, so that the table names nobody.
"""

import hashlib
import hmac
import logging
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Depends, Request, Response, params
from sqlalchemy import Interval, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from blog_api import metrics
from blog_api.db.database import Database, Transaction
from blog_api.db.statement import Statement
from blog_api.errors import ThrottledError
from blog_api.logs import tell
from blog_api.models import Throttle
from blog_api.web.addresses import client_address, network_of
from blog_api.web.database import WriteDb

logger = logging.getLogger("blog_api.throttling")


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, then one every `interval_s` seconds."""

    name: str
    burst: int
    interval_s: float

    def headers(self, used_s: float) -> dict[str, str]:
        """What is left, and in how many seconds everything is again."""
        left = int(self.burst - used_s / self.interval_s + 1e-6)
        return {
            "RateLimit-Limit": str(self.burst),
            "RateLimit-Remaining": str(max(0, left)),
            "RateLimit-Reset": str(math.ceil(used_s)),
        }

    def retry_after(self, used_s: float) -> dict[str, str]:
        """Whole seconds until one more is allowed."""
        return {"Retry-After": str(max(1, math.ceil(used_s - (self.burst - 1) * self.interval_s)))}


LOGIN: Final = Limit("login", 5, 12)
LOGIN_FROM_ADDRESS: Final = Limit("login_address", 100, 1)
LOGIN_FROM_NEW_ADDRESSES: Final = Limit("login_account", 50, 72)
REFRESH: Final = Limit("refresh", 120, 0.5)
REGISTER: Final = Limit("register", 120, 5)
PASSWORD: Final = Limit("password", 10, 30)
MAIL_FROM_ADDRESS: Final = Limit("mail_address", 20, 30)
MAIL_TO_ACCOUNT: Final = Limit("mail_account", 3, 300)
TOKEN_FROM_ADDRESS: Final = Limit("token_address", 30, 10)
WRITE: Final = Limit("write", 600, 0.1)
UPLOAD: Final = Limit("upload", 30, 10)

INTERVAL: Final = bindparam("interval", type_=Interval)
START: Final = func.greatest(Throttle.c.full_at, func.clock_timestamp())

TAKE: Final = Statement(
    insert(Throttle)
    .values(key=bindparam("key"), full_at=func.clock_timestamp() + INTERVAL)
    .on_conflict_do_update(
        index_elements=[Throttle.c.key],
        set_={"full_at": START + INTERVAL},
        where=func.clock_timestamp() + bindparam("window", type_=Interval) >= START + INTERVAL,
    )
    .returning(func.extract("epoch", Throttle.c.full_at - func.clock_timestamp())),
    float,
)

FORGIVE: Final = Statement(
    delete(Throttle).where(Throttle.c.key == bindparam("key")).returning(Throttle.c.key), str
)

WAITED: Final = Statement(
    select(func.extract("epoch", Throttle.c.full_at - func.clock_timestamp())).where(
        Throttle.c.key == bindparam("key")
    ),
    float,
)

# A limit of which nothing is used up needs no row.
FULL: Final = (
    select(Throttle.c.key)
    .where(Throttle.c.full_at <= func.now())
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("full")
)
EXPIRE: Final = Statement(delete(Throttle).where(Throttle.c.key == FULL.c.key), int)


class Throttles:
    """Where limits are kept; takes nothing while `RATE_LIMITS_ENABLED` is false."""

    def __init__(self, secret: bytes, *, enabled: bool) -> None:
        self._secret = secret
        self._enabled = enabled

    async def take(self, db: Database, limit: Limit, *subject: str) -> dict[str, str]:
        """Take one, and return the `RateLimit-*` headers; refuses when the limit is used up."""
        if not self._enabled:
            return {}
        key = self._key_of(limit, subject)
        interval = timedelta(seconds=limit.interval_s)
        used_s = await db.one(TAKE, key=key, interval=interval, window=interval * limit.burst)
        if used_s is None:
            metrics.THROTTLED.labels(limit.name).inc()
            tell(logger, logging.WARNING, "throttled", limit=limit.name)
            used_s = await db.one(WAITED, key=key) or 0.0
            raise ThrottledError(limit.headers(used_s) | limit.retry_after(used_s))
        return limit.headers(used_s)

    async def forgive(self, db: Database, limit: Limit, *subject: str) -> None:
        """Give everything back to somebody who turned out to be right."""
        if self._enabled:
            await db.one(FORGIVE, key=self._key_of(limit, subject))

    def _key_of(self, limit: Limit, subject: tuple[str, ...]) -> str:
        text = "\0".join((limit.name, *subject)).encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()


async def expire_throttles(db: Transaction, batch_size: int) -> int:
    """How many that are full again were removed; fewer than a batch means that was all."""
    return await db.run(EXPIRE, batch_size=batch_size)


async def get_throttles(request: Request) -> Throttles:
    """The limits that the application keeps."""
    throttles: Throttles = request.app.state.throttles
    return throttles


def throttled(limit: Limit) -> params.Depends:
    """A dependency that takes one from a limit on the network of the client's address."""

    async def take_one(
        request: Request, response: Response, db: WriteDb, throttles: Limits
    ) -> None:
        network = network_of(client_address(request))
        response.headers.update(await throttles.take(db, limit, network))

    return params.Depends(take_one)


Limits = Annotated[Throttles, Depends(get_throttles)]
