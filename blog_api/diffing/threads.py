"""Threads for comparisons of texts, with a budget of CPU time for each user."""

import os
import time
from collections.abc import Callable
from typing import Final, TypeVar

from blog_api.fair_share import Budget, FairThreads

Result = TypeVar("Result")

# Comparing holds the GIL: more threads would only slow each other, and every request.
THREADS: Final = FairThreads(min(2, os.cpu_count() or 1), "comparing")
# Seconds of CPU time: a diff takes at most 0.05, a merge of long Markdown up to one.
BUDGET: Final = Budget(burst=10, per_second=0.1)


async def compare(user_id: int, job: Callable[[], Result]) -> Result:
    """Run a diff or merge in a thread; raise `ThrottledError` if the user's budget is used up.

    Never to be called while a connection is held.
    """
    BUDGET.require(user_id)
    result, seconds = await THREADS.run(user_id, lambda: measured(job))
    BUDGET.charge(user_id, seconds)
    return result


def measured(job: Callable[[], Result]) -> tuple[Result, float]:
    """Return the result and the CPU time of this thread in seconds."""
    started = time.thread_time()
    return job(), time.thread_time() - started
