"""PostgreSQL is killed during writes, and the API keeps running."""

import random
import secrets
import time
from typing import Final

import anyio.to_thread

from tests.faults.finding import Figure, Finding, at_least, exactly, within
from tests.faults.ground import Ground
from tests.faults.load import WRITERS, Ledger, write_once, writing

WRITES_A_KILL: Final = 125
MANY: Final = 10
PAUSES: Final = random.Random()  # noqa: S311  # any moment, no secret
LONG_OUTAGE_S: Final = 8
HURRIED: Final = "-c synchronous_commit=off"


async def run(ground: Ground, kills: int) -> Finding:
    """No acknowledged write is lost, errors are 503 with Retry-After, and the API recovers."""
    ledger, slowest = await kill_under_load(ground, kills, "")
    return Finding(
        f"kill -9 of every process ×{kills} under {WRITERS} writers"
        + (f", one outage of {LONG_OUTAGE_S} s" if kills >= MANY else ""),
        [
            *accounts(ground, ledger, kills),
            exactly("other than 2xx and 503 with Retry-After", ledger.impolite, 0),
            within("back in", slowest, 2),
        ],
    )


def accounts(ground: Ground, ledger: Ledger, kills: int) -> list[Figure]:
    """Compare acknowledged posts with the database."""
    return [
        at_least("acknowledged", len(ledger.titles), WRITES_A_KILL * kills),
        exactly("lost", count_lost(ground, ledger), 0),
    ]


async def run_hurried(ground: Ground, kills: int) -> Finding:
    """Run the control: with asynchronous commits the same proof must fail."""
    ledger, _ = await kill_under_load(ground, kills, HURRIED)
    lost = count_lost(ground, ledger)
    return Finding(
        f"the same ×{kills} with synchronous_commit=off",
        [
            at_least("acknowledged", len(ledger.titles), WRITES_A_KILL * kills),
            at_least("lost", lost, 1),
        ],
    )


async def kill_under_load(ground: Ground, kills: int, options: str) -> tuple[Ledger, float]:
    """Return the ledger, and the longest time from a ready server to a success."""
    ledger = Ledger(f"kill {secrets.token_hex(4)}")
    slowest = 0.0
    async with (
        ground.staffed(options) as (api, staff),
        writing(api.port, staff.author, ledger, write_once),
    ):
        for number in range(1, kills + 1):
            await ledger.reaches(number * WRITES_A_KILL)
            outage = LONG_OUTAGE_S if number == MANY else PAUSES.uniform(0, 0.4)
            slowest = max(slowest, await kill_once(ground, ledger, outage))
    return ledger, slowest


async def kill_once(ground: Ground, ledger: Ledger, outage: float) -> float:
    """Return the seconds from a ready server to the first success."""
    await anyio.to_thread.run_sync(ground.cluster.kill)
    await anyio.sleep(outage)
    await anyio.to_thread.run_sync(ground.cluster.start)
    return await ledger.succeeds_after(time.monotonic())


def count_lost(ground: Ground, ledger: Ledger) -> int:
    """Count acknowledged posts that are missing or differ."""
    rows = ground.execute("SELECT title, id FROM posts WHERE title LIKE %s", f"{ledger.prefix}%")
    there = dict(rows)
    return sum(there.get(title) != post_id for title, post_id in ledger.titles.items())


def count_double(ground: Ground, ledger: Ledger) -> int:
    """Count posts beyond the first of one title."""
    [[surplus]] = ground.execute(
        "SELECT count(*) - count(DISTINCT title) FROM posts WHERE title LIKE %s",
        f"{ledger.prefix}%",
    )
    return int(surplus)
