"""Costly work: one job at a time for each key, keys in turn, and a budget."""

import asyncio
import threading
import time
from contextlib import suppress
from functools import partial

import pytest

from blog_api import fair_share
from blog_api.errors import ThrottledError
from blog_api.fair_share import MAX_KEYS, MAX_WAITING, Budget, FairThreads
from tests.patience import PATIENCE_S


class Log:
    """Jobs that record their runs and the concurrent ones."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.running: dict[str, int] = {}
        self.clashes = 0
        self.lock = threading.Lock()
        self.started = threading.Event()
        self.released = threading.Event()

    def held_job(self, key: str) -> str:
        """Run until the test releases it."""
        self.started.set()
        assert self.released.wait(PATIENCE_S)
        return self.job(key)

    def job(self, key: str, seconds: float = 0.01) -> str:
        with self.lock:
            self.order.append(key)
            self.running[key] = self.running.get(key, 0) + 1
            self.clashes += self.running[key] > 1
        time.sleep(seconds)
        with self.lock:
            self.running[key] -= 1
        return key


async def test_a_key_has_one_job_at_a_time() -> None:
    threads, log = FairThreads(4, "test"), Log()
    jobs = [threads.run(key, partial(log.job, key)) for key in "aaaaabb"]
    assert "".join(await asyncio.gather(*jobs)) == "aaaaabb"
    assert log.clashes == 0


async def test_a_key_with_many_jobs_lets_others_in_between() -> None:
    threads, log = FairThreads(1, "test"), Log()
    many = [asyncio.create_task(threads.run("a", lambda: log.held_job("a"))) for _ in range(10)]
    await asyncio.to_thread(log.started.wait, PATIENCE_S)
    other = asyncio.create_task(threads.run("b", lambda: log.job("b")))
    await asyncio.sleep(0)
    log.released.set()
    assert await other == "b"
    await asyncio.gather(*many)
    assert log.order.index("b") <= 2


async def test_an_abandoned_job_keeps_its_turn_until_it_has_ended() -> None:
    threads, log = FairThreads(2, "test"), Log()
    first = asyncio.create_task(threads.run("a", lambda: log.held_job("a")))
    await asyncio.to_thread(log.started.wait, PATIENCE_S)
    waiting = asyncio.create_task(threads.run("a", lambda: log.job("a")))
    await asyncio.sleep(0)
    for task in (first, waiting):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    last = asyncio.create_task(threads.run("a", lambda: log.job("a")))
    await asyncio.sleep(0.05)  # time for one too many
    log.released.set()
    assert await last == "a"
    assert (log.clashes, log.order) == (0, ["a", "a"])


async def test_an_error_ends_the_turn() -> None:
    threads = FairThreads(1, "test")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await threads.run("a", lambda: 1 // 0)


async def test_too_many_waiting_jobs_are_refused() -> None:
    threads, log = FairThreads(1, "test"), Log()
    jobs = [asyncio.create_task(threads.run("a", lambda: log.job("a"))) for _ in range(50)]
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert results.count("a") == MAX_WAITING + 1
    assert sum(isinstance(result, ThrottledError) for result in results) == 50 - MAX_WAITING - 1
    assert await threads.run("a", lambda: log.job("a")) == "a"


class Clock:
    """A clock that the test sets."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


def test_a_budget_is_used_up_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(fair_share, "time", clock)
    budget = Budget(burst=10, per_second=1000)
    budget.require("a", 10)
    budget.charge("a", 30)  # measured afterwards
    with pytest.raises(ThrottledError) as refusal:
        budget.require("a", 1)
    assert refusal.value.own_headers["Retry-After"] == "1"
    budget.require("b", 10)
    clock.now += 0.03
    budget.require("a", 1)


def test_more_than_the_burst_is_never_affordable() -> None:
    with pytest.raises(ThrottledError):
        Budget(burst=10, per_second=1).require("a", 11)


def test_keys_with_a_whole_budget_are_forgotten() -> None:
    budget = Budget(burst=1, per_second=1e9)
    for key in range(3 * MAX_KEYS):
        budget.charge(key, 1)
    assert len(vars(budget)["_full_at"]) <= MAX_KEYS + 1
