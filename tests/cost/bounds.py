"""Bounds of the cost fence."""

import os
import re
from collections.abc import Iterator
from typing import Final

from tests.cost.measuring import Spent

# Cores that are shared make processor time dearer, so an ordinary run fails at a multiple of the
# bounds: it finds costs of another order. `COST_SLACK=1`, as in .ci/nightly, holds them exactly.
SLACK: Final = float(os.environ.get("COST_SLACK", "5"))
LOOP_MS: Final = 50.0 * SLACK
PROCESS_MS: Final = 50.0 * SLACK
DATABASE_MS: Final = 50.0 * SLACK
PROBLEM_BYTES: Final = 16_384
FEED_BYTES: Final = 1_000_000
FEEDS: Final = re.compile(r"/feed\.(atom|json)")
PROBLEM: Final = 400
# Work in threads with a separate budget, in milliseconds; never on the event loop.
IN_THREADS: Final = {
    "content": 1_000.0 * SLACK,  # Markdown of 100,000 characters
    "file": 3_000.0 * SLACK,  # pixels
}
# A text of 100,000 characters is searched by its words.
IN_DATABASE: Final = {"content": 250.0 * SLACK}


def overruns(spent: Spent, place: str) -> Iterator[str]:
    """Yield times over their bound; `place` is the field with the hostile value."""
    if spent.loop_ms > LOOP_MS:
        yield f"{spent.loop_ms:.0f} ms of the event loop"
    if spent.process_ms > IN_THREADS.get(place, PROCESS_MS):
        yield f"{spent.process_ms:.0f} ms of the process"
    if spent.database_ms > IN_DATABASE.get(place, DATABASE_MS):
        yield f"{spent.database_ms:.0f} ms of the database"


def oversizes(spent: Spent, path: str) -> Iterator[str]:
    """Yield sizes over their bound, in bytes."""
    size = len(spent.answer.content)
    if spent.answer.status_code >= PROBLEM and size > PROBLEM_BYTES:
        yield f"a problem of {size:,} bytes"
    if FEEDS.match(path) and size > FEED_BYTES:
        yield f"a feed of {size:,} bytes"
