"""Request coalescing: identical concurrent requests share the next run of the query.

Caches call it collapsing requests (RFC 9111 §4). Nothing is cached: a result is returned only to
callers that asked before the run began, so nobody sees rows deleted before their request.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Sequence
from typing import Any, Final, TypeVar, cast

from blog_api.errors import AppError, BusyError

Argument = TypeVar("Argument")
Result = TypeVar("Result")
Task = asyncio.Task[Any]
RunQuery = Callable[[Sequence[Any]], Coroutine[Any, Any, Any]]


class Batch:
    """A batch of callers that share one run."""

    def __init__(self, run_query: RunQuery) -> None:
        self._run_query: Final = run_query
        self._arguments: Final[list[object]] = []
        self._waiters: Final[set[asyncio.Future[object]]] = set()
        self._task: Task | None = None

    def add(self, argument: object) -> asyncio.Future[object]:
        waiter = asyncio.get_running_loop().create_future()
        self._arguments.append(argument)
        self._waiters.add(waiter)
        return waiter

    async def wait(self, waiter: asyncio.Future[object]) -> object:
        """Wait for the result; the last waiter to be cancelled also cancels the run."""
        try:
            return await waiter
        finally:
            self._waiters.discard(waiter)
            del waiter  # an error's traceback has this frame: with the future it would be a cycle
            if self._task and not self._waiters:
                self._task.cancel()

    async def run(self) -> None:
        """Run the query unless all waiters have left; pass the result or error to the others."""
        if not self._waiters:
            return
        self._task = asyncio.current_task()
        try:
            result = await self._run_query(self._arguments)
        except asyncio.CancelledError:
            self.fail(BusyError())  # cancelled while callers wait: they must not wait for ever
            raise
        except Exception as error:
            self.fail(error)
            raise
        finally:
            self._task = None  # the task has the error, and its traceback this frame: a cycle
        for waiter in self._still_waiting():
            waiter.set_result(result)

    def fail(self, error: Exception) -> None:
        for waiter in self._still_waiting():
            waiter.set_exception(error)

    def _still_waiting(self) -> list[asyncio.Future[object]]:
        return [waiter for waiter in self._waiters if not waiter.done()]


class CoalescedQuery:
    """The batches of one query: those running, and the next."""

    def __init__(self, max_concurrency: int, when_idle: Callable[[], object]) -> None:
        self._free = max_concurrency
        self._max_concurrency: Final = max_concurrency
        self._when_idle: Final = when_idle
        self._next: Batch | None = None

    async def join(self, run_query: RunQuery, argument: object) -> object:
        joined = self._next = self._next or Batch(run_query)
        self._begin()  # starts a task, which runs once this one awaits
        return await joined.wait(joined.add(argument))

    def _begin(self) -> None:
        if self._next and self._free:
            self._free -= 1
            asyncio.create_task(self._run()).add_done_callback(self._end)

    async def _run(self) -> None:
        """Run the next batch; callers from now on wait for the one after it."""
        running, self._next = self._next, None
        if running:
            await running.run()

    def _end(self, task: Task) -> None:
        """Start the next batch; an unexpected error also fails the callers that wait for it.

        An error, unlike a result, cannot be stale.
        """
        self._free += 1
        error = None if task.cancelled() else task.exception()
        if self._next and isinstance(error, Exception) and not isinstance(error, AppError):
            self._next.fail(error)
            self._next = None
        self._begin()
        if self._free == self._max_concurrency:
            self._when_idle()


class Coalescer:
    """Coalesced queries, with at most `max_concurrency` concurrent runs of each."""

    def __init__(self, max_concurrency: int = 1) -> None:
        self._max_concurrency: Final = max_concurrency
        self._queries: Final[dict[Hashable, CoalescedQuery]] = {}

    async def run(
        self,
        key: Hashable,
        argument: Argument,
        run_query: Callable[[Sequence[Argument]], Coroutine[Any, Any, Result]],
    ) -> Result:
        """Return the result of `run_query`, called once with the arguments of a whole batch.

        A cancelled caller leaves the batch; the others still get their result.
        """
        query = self._queries.get(key)
        if query is None:
            query = self._queries[key] = CoalescedQuery(
                self._max_concurrency, lambda: self._queries.pop(key)
            )
        return cast("Result", await query.join(run_query, argument))
