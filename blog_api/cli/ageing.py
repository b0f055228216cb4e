"""What `archive` and `purge --status` share: live posts taken by their age, batch by batch."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from blog_api.cli.database import run_in_database
from blog_api.cli.progress import progress_bar
from blog_api.db.database import Database, Transaction
from blog_api.lifecycle.ageing import Aged, Status, count_aged

BATCH_SIZE: Final = 500
BEFORE_ALL: Final = 0
Take = Callable[[Transaction, Aged, int, int], Awaitable[list[int]]]


def last_written(status: Status, days: int) -> Aged:
    """Those not written for so many days."""
    return Aged(status, datetime.now(UTC) - timedelta(days=days))


def count(url: str, aged: Aged) -> int:
    """How many there are."""
    return run_in_database(url, lambda db: count_aged(db, aged))


def take(url: str, what: str, aged: Aged, command: Take) -> int:
    """Each batch is a transaction of its own; returns how many were taken."""
    with progress_bar(what, count(url, aged)) as bar:
        return run_in_database(url, lambda db: take_all(db, aged, command, bar))


async def take_all(db: Database, aged: Aged, command: Take, advance: Callable[[int], None]) -> int:
    """In the order of ids, until a batch is not full."""
    taken, after_id, ids = 0, BEFORE_ALL, [BEFORE_ALL] * BATCH_SIZE
    while len(ids) == BATCH_SIZE:
        ids = await db.write(command, aged, after_id, BATCH_SIZE)
        taken += len(ids)
        after_id = ids[-1] if ids else after_id
        advance(len(ids))
    return taken
