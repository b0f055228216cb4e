"""Six workers put overlapping sets of posts in the trash at the same time."""

import asyncio
import random
import secrets
from collections import Counter
from typing import Final

from tests.faults.finding import Finding, exactly
from tests.faults.ground import Ground
from tests.faults.races import racers
from tests.faults.wire import Answer, Caller

WORKERS: Final = 6
POSTS: Final = 60
CHOSEN: Final = 40
PLANT: Final = """
INSERT INTO posts (author_id, slug, title, content, excerpt, excerpt_given, tags, status)
SELECT (SELECT max(id) FROM users), %s || n, 'Bulk', '', '', false, '{}', 'draft'
FROM generate_series(1, %s) n RETURNING id
"""


async def run(ground: Ground, rounds: int) -> Finding:
    """No transaction ends as a deadlock victim, and each post goes into exactly one deletion."""
    deadlocks = ground.cluster.log().count("deadlock detected")
    refused = shared = 0
    async with ground.staffed() as (api, staff), racers(api.port, staff, WORKERS) as callers:
        ids = [row[0] for row in ground.execute(PLANT, f"bulk-{secrets.token_hex(4)}-", POSTS)]
        for _ in range(rounds):
            answers = await asyncio.gather(*(delete_some(caller, ids) for caller in callers))
            refused += sum(answer.status != 200 for answer in answers)
            shared += count_shared(answers)
            back = await callers[0].call("POST", "/api/posts/bulk-restore", {"ids": ids})
            refused += back.status != 200
    deadlocks = ground.cluster.log().count("deadlock detected") - deadlocks
    return Finding(
        f"{WORKERS} workers delete {CHOSEN} of the same {POSTS} posts in any order, "
        f"{rounds * WORKERS} bulks",
        [
            exactly("deadlocks", deadlocks, 0),
            exactly("refused", refused, 0),
            exactly("posts in two deletions", shared, 0),
        ],
    )


async def delete_some(caller: Caller, ids: list[int]) -> Answer:
    """Delete most of the posts in random order."""
    chosen = random.sample(ids, CHOSEN)
    return await caller.call("POST", "/api/posts/bulk-delete", {"ids": chosen})


def count_shared(answers: list[Answer]) -> int:
    """Count the posts that more than one worker reports as deleted."""
    taken = Counter(i for answer in answers if answer.is_success for i in answer.json["deleted"])
    return sum(number > 1 for number in taken.values())
