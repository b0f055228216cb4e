"""What is asked while it is being asked already is asked once more, for all who came meanwhile.

Caches call it collapsing requests (RFC 9111 §4). Nothing is kept: an answer goes only to those who
asked before it was begun to be made, so nobody is shown what had been deleted when they asked.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Sequence
from typing import Any, Final, TypeVar, cast

from blog_api.errors import AppError

Wanted = TypeVar("Wanted")
Result = TypeVar("Result")
Task = asyncio.Task[Any]
Make = Callable[[Sequence[Any]], Coroutine[Any, Any, Any]]


class Round:
    """Those who are answered together."""

    def __init__(self, make: Make) -> None:
        self._make: Final = make
        self._wanted: Final[list[object]] = []
        self._askers: Final[set[asyncio.Future[object]]] = set()
        self._task: Task | None = None

    def add(self, wanted: object) -> asyncio.Future[object]:
        """One asker more."""
        asker = asyncio.get_running_loop().create_future()
        self._wanted.append(wanted)
        self._askers.add(asker)
        return asker

    async def wait(self, asker: asyncio.Future[object]) -> object:
        """The last one to leave takes the question along."""
        try:
            return await asker
        finally:
            self._askers.discard(asker)
            del asker  # a refusal knows this frame: with its future it would be a cycle
            if self._task and not self._askers:
                self._task.cancel()

    async def run(self) -> None:
        """Ask, unless all have left, and tell everybody who still waits."""
        if not self._askers:
            return
        self._task = asyncio.current_task()
        try:
            answer = await self._make(self._wanted)
        except Exception as error:
            self.fail(error)
            raise
        finally:
            self._task = None  # which knows its refusal, and that this frame
        for asker in self._still_waiting():
            asker.set_result(answer)

    def fail(self, error: Exception) -> None:
        """Nobody gets an answer."""
        for asker in self._still_waiting():
            asker.set_exception(error)

    def _still_waiting(self) -> list[asyncio.Future[object]]:
        return [asker for asker in self._askers if not asker.done()]


class Line:
    """The rounds of one question: those on their way, and the next."""

    def __init__(self, lanes: int, when_idle: Callable[[], object]) -> None:
        self._free = lanes
        self._lanes: Final = lanes
        self._when_idle: Final = when_idle
        self._next: Round | None = None

    async def join(self, make: Make, wanted: object) -> object:
        """The answer of the next round."""
        joined = self._next = self._next or Round(make)
        self._begin()  # a task, which runs once this one waits
        return await joined.wait(joined.add(wanted))

    def _begin(self) -> None:
        if self._next and self._free:
            self._free -= 1
            asyncio.create_task(self._run()).add_done_callback(self._end)

    async def _run(self) -> None:
        """From now on whoever comes waits for the round after this."""
        running, self._next = self._next, None
        if running:
            await running.run()

    def _end(self, task: Task) -> None:
        """A failure is no answer that could be too old: those who wait meanwhile get it as well."""
        self._free += 1
        error = None if task.cancelled() else task.exception()
        if self._next and isinstance(error, Exception) and not isinstance(error, AppError):
            self._next.fail(error)
            self._next = None
        self._begin()
        if self._free == self._lanes:
            self._when_idle()


class Coalescer:
    """Askers of a question, in rounds; so many rounds of each are on their way at once."""

    def __init__(self, lanes: int = 1) -> None:
        self._lanes: Final = lanes
        self._lines: Final[dict[Hashable, Line]] = {}

    async def ask(
        self,
        question: Hashable,
        wanted: Wanted,
        make: Callable[[Sequence[Wanted]], Coroutine[Any, Any, Result]],
    ) -> Result:
        """What `make` gives, called once with what everybody of a round wants.

        It runs for no single one of them: who is cancelled leaves, and the others get their answer.
        """
        line = self._lines.get(question)
        if line is None:
            line = self._lines[question] = Line(self._lanes, lambda: self._lines.pop(question))
        return cast("Result", await line.join(make, wanted))
