"""Batches of stale live posts, for `archive` and `purge --status`."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from blog_api.cli.database import run_in_database
from blog_api.cli.progress import progress_bar
from blog_api.db.database import Database, Transaction
from blog_api.lifecycle.stale_posts import StalePosts, count_stale_posts
from blog_api.post_status import Status

BATCH_SIZE: Final = 500
BEFORE_ALL: Final = 0
Take = Callable[[Transaction, StalePosts, int, int], Awaitable[list[int]]]


def last_written(status: Status, days: int) -> StalePosts:
    return StalePosts(status, datetime.now(UTC) - timedelta(days=days))


def count(url: str, stale: StalePosts) -> int:
    return run_in_database(url, lambda db: count_stale_posts(db, stale))


def take(url: str, what: str, stale: StalePosts, command: Take) -> int:
    """Run the command in one transaction per batch; return the number of posts."""
    with progress_bar(what, count(url, stale)) as bar:
        return run_in_database(url, lambda db: take_all(db, stale, command, bar))


async def take_all(
    db: Database, stale: StalePosts, command: Take, advance: Callable[[int], None]
) -> int:
    taken, after_id, ids = 0, BEFORE_ALL, [BEFORE_ALL] * BATCH_SIZE
    while len(ids) == BATCH_SIZE:
        ids = await db.write(command, stale, after_id, BATCH_SIZE)
        taken += len(ids)
        after_id = ids[-1] if ids else after_id
        advance(len(ids))
    return taken
