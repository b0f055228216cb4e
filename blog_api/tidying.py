"""Removal of expired rows: sessions, tokens, limits, idempotency responses, views, previews.

It also closes offers of posts that have expired.

Run by a background task of every worker, one worker at a time, and by `blog-api purge`, which
empties the trash as well.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import psycopg
from sqlalchemy import func, select

from blog_api import metrics
from blog_api.access_tokens.commands import expire_access_tokens
from blog_api.auth.commands import expire_sessions
from blog_api.auth.known_devices import forget_devices
from blog_api.auth.known_networks import forget_networks
from blog_api.auth.passkeys.challenges import expire_challenges
from blog_api.auth.second_factor.commands import expire_enrolments, expire_pending_logins
from blog_api.db.database import Database, Transaction
from blog_api.db.statements import Statement, constant
from blog_api.http.idempotency_keys import expire_answers
from blog_api.http.rate_limiting import expire_login_limits, expire_rate_limits
from blog_api.lifecycle.open_offers import expire_offers
from blog_api.logs import log_event
from blog_api.mail.email_changes import expire_changes
from blog_api.mail.one_time_tokens import expire_tokens
from blog_api.previews.commands import expire_previews
from blog_api.views.commands import add_up_old_views
from blog_api.working_copies.commands import expire_working_copies

logger = logging.getLogger("blog_api.tidying")

Expire = Callable[[Transaction, int], Awaitable[int]]
EXPIRE: Final[Mapping[str, Expire]] = {
    "sessions": expire_sessions,
    "pending_logins": expire_pending_logins,
    "enrolments": expire_enrolments,
    "networks": forget_networks,
    "passkey_challenges": expire_challenges,
    "devices": forget_devices,
    "tokens": expire_tokens,
    "email_changes": expire_changes,
    "throttles": expire_rate_limits,
    "login_limits": expire_login_limits,
    "answers": expire_answers,
    "offers": expire_offers,
    "views": add_up_old_views,
    "previews": expire_previews,
    "access_tokens": expire_access_tokens,
    "working_copies": expire_working_copies,
}
BATCH_SIZE: Final = 500
PAUSE_S: Final = 0.05  # between batches, to leave the database to requests
LOCK_KEY: Final = 0x626C6F67_74696479  # "blogtidy": any number that no other lock uses

# Transaction-level, so that it also works behind a transaction pooler.
TRY_LOCK: Final = Statement(select(func.pg_try_advisory_xact_lock(constant(LOCK_KEY))), bool)


async def expire_batch(db: Transaction, expire: Expire) -> int:
    """Return how many rows were removed; 0 also while another worker holds the lock."""
    return await expire(db, BATCH_SIZE) if await db.one(TRY_LOCK) else 0


async def remove_expired(db: Database) -> dict[str, int]:
    """Remove expired rows in small transactions; return the number of rows of each kind."""
    removed = dict.fromkeys(EXPIRE, 0)
    for kind, expire in EXPIRE.items():
        batch = BATCH_SIZE
        while batch == BATCH_SIZE:
            batch = await db.write(expire_batch, expire)
            removed[kind] += batch
            metrics.EXPIRED_ROWS.labels(kind).inc(batch)
            await asyncio.sleep(PAUSE_S)
    return removed


class Tidier:
    """Background task; no failure of the database ends it."""

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._task: asyncio.Task[None] | None = None

    def start(self, db: Database) -> None:
        """Start the task, unless TIDY_INTERVAL is 0."""
        if self._interval_s:
            self._task = asyncio.create_task(self._run(db), name="tidier")

    async def stop(self) -> None:
        """Cancel the task; the next run removes the uncommitted batch."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self, db: Database) -> None:
        """Run at random intervals, so that workers that start together do not run in step."""
        await asyncio.sleep(self._interval_s * random.random())  # noqa: S311  # no secret
        while True:
            await self._tidy(db)
            await asyncio.sleep(self._interval_s * random.uniform(0.8, 1.2))  # noqa: S311  # no secret

    async def _tidy(self, db: Database) -> None:
        try:
            removed = await remove_expired(db)
        except (psycopg.Error, TimeoutError) as error:
            logger.warning("tidying waits for the database: %s", type(error).__name__)
        except Exception:
            logger.exception("tidying failed")
        else:
            if any(removed.values()):
                log_event(logger, logging.INFO, "expired_rows.removed", **removed)
