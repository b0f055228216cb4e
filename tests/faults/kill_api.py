"""The API is killed during writes, which are retried with their idempotency key."""

import random
import secrets
from typing import Final

import anyio.to_thread

from tests.faults.finding import Finding, at_least, exactly
from tests.faults.ground import Ground
from tests.faults.kill_postgres import count_double, count_lost
from tests.faults.load import WRITERS, Ledger, write_surely, writing

WRITES_A_KILL: Final = 125


async def run(ground: Ground, kills: int) -> Finding:
    """Every write is stored once, however often it was sent."""
    ledger = Ledger(f"key {secrets.token_hex(4)}")
    async with (
        ground.staffed() as (api, staff),
        writing(api.port, staff.author, ledger, write_surely),
    ):
        for number in range(1, kills + 1):
            await ledger.reaches(number * WRITES_A_KILL + random.randrange(20))  # noqa: S311  # any moment, no secret
            await anyio.to_thread.run_sync(api.kill)
            await anyio.to_thread.run_sync(api.start)
    return Finding(
        f"kill -9 ×{kills} under {WRITERS} writers, each of whom retries with the same key",
        [
            at_least("acknowledged", len(ledger.titles), WRITES_A_KILL * kills),
            at_least("cut off", ledger.statuses["none"], 1),
            exactly("lost", count_lost(ground, ledger), 0),
            exactly("double", count_double(ground, ledger), 0),
        ],
    )
