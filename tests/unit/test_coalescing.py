"""Who shares an answer with whom, and that nobody is given one that was begun before they asked."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import pytest

from blog_api.coalescing import Coalescer
from blog_api.errors import NotFoundError

Ask = Callable[..., Awaitable[list[str]]]


class Source:
    """Answers when it is told to, and remembers what it was asked."""

    def __init__(self, lanes: int = 1) -> None:
        self.coalescer: Final = Coalescer(lanes)
        self.asked: Final[list[list[str]]] = []
        self._answers: Final[list[asyncio.Future[None]]] = []

    async def make(self, wanted: Sequence[str]) -> list[str]:
        self.asked.append(list(wanted))
        self._answers.append(asyncio.get_running_loop().create_future())
        await self._answers[-1]
        return self.asked[-1]

    def ask(self, wanted: str, question: str = "what") -> asyncio.Task[list[str]]:
        return asyncio.create_task(self.coalescer.ask(question, wanted, self.make))

    async def asks(self, *wanted: str) -> list[asyncio.Task[list[str]]]:
        """All at once, and given the time to begin."""
        tasks = [self.ask(each) for each in wanted]
        await settle()
        return tasks

    async def answer(self, number: int, error: Exception | None = None) -> None:
        """End that round."""
        if error is None:
            self._answers[number].set_result(None)
        else:
            self._answers[number].set_exception(error)
        await settle()

    def is_given_up(self, number: int) -> bool:
        return self._answers[number].cancelled()


async def settle() -> None:
    """Let everything happen that waits for nothing else."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_asks_at_once_is_answered_together() -> None:
    source = Source()
    tasks = await source.asks("a", "b", "c")
    await source.answer(0)
    assert source.asked == [["a", "b", "c"]]
    assert [await task for task in tasks] == [["a", "b", "c"]] * 3


async def test_who_comes_after_it_was_begun_waits_for_the_next() -> None:
    source = Source()
    [first] = await source.asks("a")
    later = await source.asks("b", "c")
    assert source.asked == [["a"]]
    await source.answer(0)
    assert (first.result(), [task.done() for task in later]) == (["a"], [False, False])
    await source.answer(1)
    assert [task.result() for task in later] == [["b", "c"]] * 2


async def test_nothing_is_kept() -> None:
    source = Source()
    for number in range(2):
        [task] = await source.asks("a")
        await source.answer(number)
        assert await task == ["a"]
    assert source.asked == [["a"], ["a"]]
    assert not vars(source.coalescer)["_lines"]


async def test_another_question_does_not_wait() -> None:
    source = Source()
    tasks = [source.ask("a", "one"), source.ask("b", "other")]
    await settle()
    await source.answer(1)
    assert [task.done() for task in tasks] == [False, True]
    await source.answer(0)


async def test_so_many_rounds_are_on_their_way_at_once() -> None:
    source = Source(lanes=2)
    for wanted in "abcd":
        await source.asks(wanted)
    assert source.asked == [["a"], ["b"]]
    await source.answer(1)
    assert source.asked == [["a"], ["b"], ["c", "d"]]
    await source.answer(0)
    await source.answer(2)
    assert not vars(source.coalescer)["_lines"]


async def test_whoever_leaves_leaves_the_others_their_answer() -> None:
    source = Source()
    first, other = await source.asks("a", "b")
    first.cancel()
    await settle()
    await source.answer(0)
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
    await source.answer(1)
    assert waiting.result() == ["b"]


async def test_who_leaves_before_their_round_begins_takes_nobody_along() -> None:
    source = Source()
    await source.asks("a")
    left, stays = await source.asks("b", "c")
    left.cancel()
    await settle()
    await source.answer(0)
    await source.answer(1)
    assert stays.result() == ["b", "c"]


async def test_a_round_that_all_left_before_it_began_holds_nobody_up() -> None:
    source = Source()
    [first] = await source.asks("a")
    for left in await source.asks("b", "c"):
        left.cancel()
    await settle()
    await source.answer(0)
    assert first.result() == ["a"]
    assert source.asked == [["a"]]
    assert not vars(source.coalescer)["_lines"]


async def test_a_refusal_is_of_those_who_had_asked() -> None:
    """What was not there a moment ago may be there now."""
    source = Source()
    [refused] = await source.asks("a")
    [later] = await source.asks("b")
    await source.answer(0, NotFoundError())
    await source.answer(1)
    with pytest.raises(NotFoundError):
        await refused
    assert await later == ["b"]


async def test_a_failure_is_of_those_who_wait_as_well() -> None:
    """They have waited long enough; to wait for the same once more would double the time."""
    source = Source()
    [failed] = await source.asks("a")
    [waiting] = await source.asks("b")
    await source.answer(0, TimeoutError())
    for task in (failed, waiting):
        with pytest.raises(TimeoutError):
            await task
    [later] = await source.asks("c")
    await source.answer(1)
    assert await later == ["c"]
    assert not vars(source.coalescer)["_lines"]
