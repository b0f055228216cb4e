"""Queue for password hashing threads: trusted callers first, with a bounded wait for all."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from enum import IntEnum
from typing import Final, TypeVar

from blog_api.errors import PasswordsBusyError
from blog_api.thread_priority import lower_priority

Result = TypeVar("Result")
WEIGHT: Final = 0.2  # weight of the latest hash in the moving average


class Priority(IntEnum):
    """Priority, lower first. TRUSTED: known networks, signed-in users, holders of a reset token."""

    TRUSTED = 0
    UNKNOWN = 1


MAX_WAIT_S: Final = {Priority.TRUSTED: 4.0, Priority.UNKNOWN: 3.0}


class HashQueue:
    """Run calls in `threads` threads; `mean_s` is the expected duration until one was measured."""

    def __init__(self, threads: int, mean_s: float) -> None:
        self._executor = ThreadPoolExecutor(threads, "passwords", lower_priority)
        self._threads = threads
        self._free = threads
        self._mean_s = mean_s
        self._numbers = itertools.count()
        self._waiting: list[tuple[Priority, int, asyncio.Future[None]]] = []
        self._queued = dict.fromkeys(Priority, 0)

    async def run(self, call: Callable[[], Result], priority: Priority) -> Result:
        """Run a call in a thread; raise PasswordsBusyError at once if the wait would be too long.

        A call whose caller was cancelled keeps its thread until it ends.
        """
        await self._acquire(priority)
        loop = asyncio.get_running_loop()
        future = self._executor.submit(self._timed, call)
        future.add_done_callback(lambda done: self._release_from_thread(loop, done))
        return await asyncio.wrap_future(future)

    def _timed(self, call: Callable[[], Result]) -> Result:
        started = time.perf_counter()
        try:
            return call()
        finally:
            self._mean_s += WEIGHT * (time.perf_counter() - started - self._mean_s)

    def _expected_wait_s(self, priority: Priority) -> float:
        ahead = sum(count for other, count in self._queued.items() if other <= priority)
        return (ahead + 1) * self._mean_s / self._threads

    async def _acquire(self, priority: Priority) -> None:
        if self._free:
            self._free -= 1
            return
        if self._expected_wait_s(priority) > MAX_WAIT_S[priority]:
            raise PasswordsBusyError
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._numbers), ticket))
        self._queued[priority] += 1
        try:
            async with asyncio.timeout(MAX_WAIT_S[priority]):
                await ticket
        except BaseException as error:
            self._give_up(ticket)
            if isinstance(error, TimeoutError):
                raise PasswordsBusyError from None
            raise
        finally:
            self._queued[priority] -= 1

    def _give_up(self, ticket: asyncio.Future[None]) -> None:
        """Leave the queue; a thread that was granted at the same moment goes to the next caller."""
        if not ticket.cancel() and not ticket.cancelled():
            self._release()

    def _release_from_thread(self, loop: asyncio.AbstractEventLoop, _: "Future[Result]") -> None:
        with suppress(RuntimeError):  # the loop is closed: nothing waits any more
            loop.call_soon_threadsafe(self._release)

    def _release(self) -> None:
        while self._waiting:
            _, _, ticket = heapq.heappop(self._waiting)
            if not ticket.done():
                ticket.set_result(None)
                return
        self._free += 1
