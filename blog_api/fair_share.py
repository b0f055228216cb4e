"""Threads for CPU-intensive work, shared fairly between users (docs/decisions/0011).

Each key, such as a user, has one job in the pool at a time; the pool is a queue, so keys take turns
however many jobs one of them has. `Budget` bounds the cost of a key over time. Both are kept per
process: several workers allow as many times as much.
"""

import asyncio
import math
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, TypeVar

from blog_api.errors import ThrottledError

Result = TypeVar("Result")
MAX_WAITING: Final = 16
MAX_KEYS: Final = 10_000


class Budget:
    """Rate limit per key: `burst` units at once, `per_second` of them regained (GCRA)."""

    def __init__(self, burst: float, per_second: float) -> None:
        self._burst: Final = burst
        self._per_second: Final = per_second
        self._full_at: dict[Hashable, float] = {}

    def require(self, key: Hashable, amount: float = 0) -> None:
        """Raise `ThrottledError` if the key cannot afford the amount."""
        missing = self._used(key) + amount - self._burst
        if missing > 0:
            raise ThrottledError(self._headers(key, missing))

    def charge(self, key: Hashable, amount: float) -> None:
        """Charge an amount; work that is measured afterwards may overdraw once."""
        now = time.monotonic()
        if len(self._full_at) > MAX_KEYS:
            self._full_at = {k: full_at for k, full_at in self._full_at.items() if full_at > now}
        self._full_at[key] = max(now, self._full_at.get(key, now)) + amount / self._per_second

    def _used(self, key: Hashable) -> float:
        return max(0.0, self._full_at.get(key, 0.0) - time.monotonic()) * self._per_second

    def _headers(self, key: Hashable, missing: float) -> dict[str, str]:
        used = self._used(key)
        return {
            "RateLimit-Limit": str(math.floor(self._burst)),
            "RateLimit-Remaining": str(max(0, math.floor(self._burst - used))),
            "RateLimit-Reset": str(math.ceil(used / self._per_second)),
            "Retry-After": str(max(1, math.ceil(missing / self._per_second))),
        }


@dataclass(slots=True)
class Turn:
    """The jobs of one key: the one in the pool and those that wait for it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    jobs: int = 0


class FairThreads:
    """A thread pool in which each key has one job at a time; each thread runs `begin` first."""

    def __init__(self, threads: int, name: str, begin: Callable[[], object] | None = None) -> None:
        self._threads: Final = ThreadPoolExecutor(threads, name, begin)
        # The event loop is part of the key: a lock belongs to one loop.
        self._turns: Final[dict[Hashable, Turn]] = {}

    async def run(self, key: Hashable, job: Callable[[], Result]) -> Result:
        """Run a job in a thread when it is the key's turn; raise `ThrottledError` beyond 16."""
        loop = asyncio.get_running_loop()
        place = (loop, key)
        await self._take_turn(place)
        running = self._threads.submit(job)

        def ended(_: object) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._end_turn, place)

        # The turn does not end when the caller is cancelled: a running job still occupies its
        # thread.
        running.add_done_callback(ended)
        return await asyncio.wrap_future(running)

    async def _take_turn(self, place: Hashable) -> None:
        turn = self._turns.setdefault(place, Turn())
        if turn.jobs > MAX_WAITING:
            raise ThrottledError({**ThrottledError.headers, "Retry-After": "1"})
        turn.jobs += 1
        try:
            await turn.lock.acquire()
        except BaseException:
            self._leave(place)
            raise

    def _end_turn(self, place: Hashable) -> None:
        self._turns[place].lock.release()
        self._leave(place)

    def _leave(self, place: Hashable) -> None:
        turn = self._turns[place]
        turn.jobs -= 1
        if not turn.jobs:
            del self._turns[place]
