"""Eight clients run all operations on the same few posts during kills of the servers."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

import anyio.to_thread

from tests.faults.api import Api
from tests.faults.finding import Finding, at_least, exactly
from tests.faults.ground import Ground
from tests.faults.history.bulk_verbs import bulk_delete, bulk_restore, undo
from tests.faults.history.history import Row
from tests.faults.history.revisions import Texts, find_texts
from tests.faults.history.stage import Stage
from tests.faults.history.verbs import (
    Client,
    create,
    delete,
    destroy,
    read,
    read_slug,
    rename,
    restore,
    rewrite,
)
from tests.faults.kill_postgres import HURRIED
from tests.faults.wire import Caller

CLIENTS: Final = 8
OPERATIONS_A_FAULT: Final = 500
MOST_FAULTS: Final = 24
VERBS: Final[dict[Callable[[Client], Awaitable[None]], int]] = {
    create: 10,
    read: 22,
    read_slug: 16,
    rewrite: 7,
    rename: 7,
    delete: 11,
    restore: 12,
    destroy: 2,
    bulk_delete: 4,
    bulk_restore: 4,
    undo: 5,
}
FINAL_ROWS: Final = """
SELECT id, slug, content, CASE WHEN deleted_at IS NOT NULL THEN deletion_id END
FROM posts WHERE content LIKE %s
"""


async def run(ground: Ground, operations: int) -> Finding:
    """Some order of events must explain all responses."""
    stage = Stage(operations)
    faults, texts = await play_all(ground, stage, "")
    anomalies = find_anomalies(ground, stage)
    return Finding(
        f"{CLIENTS} clients, {faults} kills of PostgreSQL and the API by turns, "
        f"{len(stage.history.lives):,} posts"
        + "".join(f"\n{anomaly}" for anomaly in [*anomalies, *texts.lost][:5]),
        [
            at_least("operations", stage.history.operations, operations),
            at_least("writes of unknown outcome", stage.history.unknown, 1),
            exactly("anomalies", len(anomalies), 0),
            at_least("acknowledged texts found in revisions", texts.found, 1),
            exactly("acknowledged texts lost", len(texts.lost), 0),
        ],
    )


async def run_hurried(ground: Ground, operations: int) -> Finding:
    """Run the control: with asynchronous commits the same check must find an anomaly."""
    stage = Stage(operations)
    faults, _ = await play_all(ground, stage, HURRIED)
    return Finding(
        f"the same with {faults} kills and synchronous_commit=off",
        [at_least("anomalies", len(find_anomalies(ground, stage)), 1)],
    )


def find_anomalies(ground: Ground, stage: Stage) -> list[str]:
    """Find anomalies with the final state of the database."""
    rows = [Row(*row) for row in ground.execute(FINAL_ROWS, f"{stage.mark}-%")]
    return stage.history.find_anomalies(rows, time.monotonic())


async def play_all(ground: Ground, stage: Stage, options: str) -> tuple[int, Texts]:
    """Run all clients during the faults; return their number, and the texts found afterwards."""
    async with ground.staffed(options) as (api, staff):
        clients = [Client(Caller(api.port, staff.admin), stage) for _ in range(CLIENTS)]
        tasks = [asyncio.create_task(play(client)) for client in clients]
        faults = await break_things(ground, api, stage)
        await asyncio.gather(*tasks)
        async with (reader := Client(Caller(api.port, staff.admin), stage)).caller:
            return faults, await find_texts(reader)


async def play(client: Client) -> None:
    """Run operations until there have been enough."""
    async with client.caller:
        while client.stage.begins_operation():
            await act(client)


async def act(client: Client) -> None:
    """Run a random operation; create posts while there are none."""
    [verb] = client.stage.dice.choices(list(VERBS), list(VERBS.values()))
    await (verb if client.stage.has_begun() else create)(client)


async def break_things(ground: Ground, api: Api, stage: Stage) -> int:
    """Spread the faults evenly over the run; return their number."""
    operations = stage.operations
    faults = max(2, min(MOST_FAULTS, operations // OPERATIONS_A_FAULT))
    for number in range(faults):
        while stage.history.operations < operations * (number + 1) // (faults + 1):
            await asyncio.sleep(0.01)
        if number % 2:
            await anyio.to_thread.run_sync(api.kill)
            await anyio.to_thread.run_sync(api.start)
        else:
            await anyio.to_thread.run_sync(ground.cluster.kill)
            await anyio.to_thread.run_sync(ground.cluster.start)
    return faults
