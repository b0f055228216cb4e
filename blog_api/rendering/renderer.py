"""Rendering of Markdown in threads that authors share fairly, each with a budget of CPU time."""

import os
import time
from collections.abc import Callable
from typing import Final

from blog_api.fair_share import Budget, FairThreads

# Increment when the same Markdown would give different HTML; stored HTML is then rendered again.
RENDERER: Final = 3
# Parsing holds the GIL: more threads would only slow each other, and every request.
THREADS: Final = FairThreads(min(2, os.cpu_count() or 1), "rendering")
# Seconds of CPU time: a day's writing takes less than one.
BUDGET: Final = Budget(burst=10, per_second=0.1)
# The key of HTML that is missing on a read: readers are not charged for an author's text.
READERS: Final = "readers"
SHORT: Final = 4_000  # characters
MARKS: Final = "\n[]*_`~<|&\\"
FEW: Final = 50


async def render(content: str, author_id: int | None = None) -> str:
    """Return safe HTML; raise `ThrottledError` if the author's budget is used up.

    Runs in a thread, unless the text is short and has so little markup that rendering it is faster
    than switching threads.
    """
    if is_quick(content):
        return load_and_render(content)
    if author_id is None:
        return await THREADS.run(READERS, lambda: load_and_render(content))
    BUDGET.require(author_id)
    html, seconds = await THREADS.run(author_id, lambda: measured(load_and_render, content))
    BUDGET.charge(author_id, seconds)
    return html


def is_quick(content: str) -> bool:
    """Return True if rendering takes at most a millisecond, whatever the text."""
    return len(content) <= SHORT and sum(map(content.count, MARKS)) <= FEW


def measured(make: Callable[[str], str], content: str) -> tuple[str, float]:
    """Return the result and the CPU time of this thread in seconds."""
    started = time.thread_time()
    return make(content), time.thread_time() - started


def load_and_render(content: str) -> str:
    """Import parser and sanitizer late: they take 3 MB, which a read-only worker does not need."""
    from blog_api.rendering.markdown import render_now  # noqa: PLC0415  # see above

    return render_now(content)
