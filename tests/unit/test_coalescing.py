"""Request coalescing: shared responses, never of a query begun before the request."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import pytest

from blog_api.coalescing import Coalescer
from blog_api.errors import BusyError, NotFoundError

Ask = Callable[..., Awaitable[list[str]]]


class Source:
    """Responds on command, and records its requests."""

    def __init__(self, max_concurrency: int = 1) -> None:
        self.coalescer: Final = Coalescer(max_concurrency)
        self.asked: Final[list[list[str]]] = []
        self._answers: Final[list[asyncio.Future[None]]] = []

    async def run_query(self, argument: Sequence[str]) -> list[str]:
        self.asked.append(list(argument))
        self._answers.append(asyncio.get_running_loop().create_future())
        await self._answers[-1]
        return self.asked[-1]

    def run(self, argument: str, key: str = "what") -> asyncio.Task[list[str]]:
        return asyncio.create_task(self.coalescer.run(key, argument, self.run_query))

    async def asks(self, *argument: str) -> list[asyncio.Task[list[str]]]:
        """Start all at once, and let them begin."""
        tasks = [self.run(each) for each in argument]
        await settle()
        return tasks

    async def result(self, number: int, error: Exception | None = None) -> None:
        """Complete that round."""
        if error is None:
            self._answers[number].set_result(None)
        else:
            self._answers[number].set_exception(error)
        await settle()

    def cancel(self, number: int) -> None:
        """Cancel that round, as a driver or a shutdown may."""
        self._answers[number].cancel()

    def is_given_up(self, number: int) -> bool:
        return self._answers[number].cancelled()


async def settle() -> None:
    """Run the event loop until all tasks wait for something else."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_asks_at_once_is_answered_together() -> None:
    source = Source()
    tasks = await source.asks("a", "b", "c")
    await source.result(0)
    assert source.asked == [["a", "b", "c"]]
    assert [await task for task in tasks] == [["a", "b", "c"]] * 3


async def test_who_comes_after_it_was_begun_waits_for_the_next() -> None:
    source = Source()
    [first] = await source.asks("a")
    later = await source.asks("b", "c")
    assert source.asked == [["a"]]
    await source.result(0)
    assert (first.result(), [task.done() for task in later]) == (["a"], [False, False])
    await source.result(1)
    assert [task.result() for task in later] == [["b", "c"]] * 2


async def test_nothing_is_kept() -> None:
    source = Source()
    for number in range(2):
        [task] = await source.asks("a")
        await source.result(number)
        assert await task == ["a"]
    assert source.asked == [["a"], ["a"]]
    assert not vars(source.coalescer)["_queries"]


async def test_another_question_does_not_wait() -> None:
    source = Source()
    tasks = [source.run("a", "one"), source.run("b", "other")]
    await settle()
    await source.result(1)
    assert [task.done() for task in tasks] == [False, True]
    await source.result(0)


async def test_max_concurrency_bounds_the_running_batches() -> None:
    source = Source(max_concurrency=2)
    for argument in "abcd":
        await source.asks(argument)
    assert source.asked == [["a"], ["b"]]
    await source.result(1)
    assert source.asked == [["a"], ["b"], ["c", "d"]]
    await source.result(0)
    await source.result(2)
    assert not vars(source.coalescer)["_queries"]


async def test_a_cancelled_caller_leaves_the_others_their_result() -> None:
    source = Source()
    first, other = await source.asks("a", "b")
    first.cancel()
    await settle()
    await source.result(0)
    assert first.cancelled()
    assert other.result() == ["a", "b"]


async def test_what_nobody_waits_for_is_given_up_and_the_next_begin() -> None:
    source = Source()
    [gone] = await source.asks("a")
    [waiting] = await source.asks("b")
    gone.cancel()
    await settle()
    assert source.is_given_up(0)
    assert source.asked == [["a"], ["b"]]
    await source.result(1)
    assert waiting.result() == ["b"]


async def test_who_leaves_before_their_round_begins_takes_nobody_along() -> None:
    source = Source()
    await source.asks("a")
    left, stays = await source.asks("b", "c")
    left.cancel()
    await settle()
    await source.result(0)
    await source.result(1)
    assert stays.result() == ["b", "c"]


async def test_an_abandoned_batch_blocks_no_other() -> None:
    source = Source()
    [first] = await source.asks("a")
    for left in await source.asks("b", "c"):
        left.cancel()
    await settle()
    await source.result(0)
    assert first.result() == ["a"]
    assert source.asked == [["a"]]
    assert not vars(source.coalescer)["_queries"]


async def test_a_refusal_is_of_those_who_had_asked() -> None:
    """An object missing a moment ago may exist now."""
    source = Source()
    [refused] = await source.asks("a")
    [later] = await source.asks("b")
    await source.result(0, NotFoundError())
    await source.result(1)
    with pytest.raises(NotFoundError):
        await refused
    assert await later == ["b"]


async def test_an_error_also_fails_the_next_batch() -> None:
    """A second wait for the same error would double the time."""
    source = Source()
    [failed] = await source.asks("a")
    [waiting] = await source.asks("b")
    await source.result(0, TimeoutError())
    for task in (failed, waiting):
        with pytest.raises(TimeoutError):
            await task
    [later] = await source.asks("c")
    await source.result(1)
    assert await later == ["c"]
    assert not vars(source.coalescer)["_queries"]


async def test_a_cancelled_query_leaves_nobody_waiting() -> None:
    source = Source()
    tasks = await source.asks("a", "b")
    source.cancel(0)
    await settle()
    for task in tasks:
        with pytest.raises(BusyError):
            await task
    assert not vars(source.coalescer)["_queries"]
