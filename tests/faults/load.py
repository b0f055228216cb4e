"""Writers that go on during faults, and record acknowledged writes."""

import asyncio
import contextlib
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from tests.faults.people import Headers
from tests.faults.wire import Answer, Caller, UnansweredError

WRITERS: Final = 6
PAUSE_S: Final = 0.02


@dataclass(slots=True)
class Ledger:
    """Responses to the writers. `titles` maps a title to the id that acknowledged it."""

    prefix: str
    titles: dict[str, int] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    impolite: int = 0
    last_success: float = 0
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def new_title(self) -> str:
        """Return a unique title."""
        return f"{self.prefix} {next(self.numbers)}"

    def note(self, answer: Answer | None) -> None:
        """Count a response, or its absence."""
        self.statuses[str(answer.status) if answer else "none"] += 1
        self.impolite += 0 if answer and answer.is_polite else 1
        if answer and answer.is_success:
            self.last_success = time.monotonic()

    async def reaches(self, number: int, seconds: float = 60) -> None:
        """Wait until so many writes are acknowledged."""
        async with asyncio.timeout(seconds):
            while len(self.titles) < number:
                await asyncio.sleep(0.005)

    async def succeeds_after(self, instant: float, seconds: float = 60) -> float:
        """Wait for a success later than `instant`; return the seconds in between."""
        async with asyncio.timeout(seconds):
            while self.last_success <= instant:
                await asyncio.sleep(0.002)
        return self.last_success - instant


Write = Callable[[Caller, Ledger, str], Coroutine[Any, Any, None]]


async def attempt(caller: Caller, ledger: Ledger, title: str, **headers: str) -> bool:
    """Return true if the post was acknowledged."""
    try:
        body = {"title": title, "content": title}
        answer = await caller.call("POST", "/api/posts", body, **headers)
    except UnansweredError:
        ledger.note(None)
        return False
    ledger.note(answer)
    if answer.status == 201:
        ledger.titles[title] = answer.json["id"]
    return answer.status == 201


async def write_once(caller: Caller, ledger: Ledger, title: str) -> None:
    """Write without retries."""
    if not await attempt(caller, ledger, title):
        await asyncio.sleep(PAUSE_S)


async def write_surely(caller: Caller, ledger: Ledger, title: str) -> None:
    """Retry under the same key until it is acknowledged; refused connections do not count."""
    while not await caller.connects() or not await attempt(
        caller, ledger, title, Idempotency_Key=title.replace(" ", "-")
    ):
        await asyncio.sleep(PAUSE_S)


async def write_until(stop: asyncio.Event, caller: Caller, ledger: Ledger, write: Write) -> None:
    """Write until the event is set, and finish the last write."""
    async with caller:
        while not stop.is_set():
            await write(caller, ledger, ledger.new_title())


@asynccontextmanager
async def writing(port: int, headers: Headers, ledger: Ledger, write: Write) -> AsyncIterator[None]:
    """Run six writers during the block."""
    stop = asyncio.Event()
    tasks = [
        asyncio.create_task(write_until(stop, Caller(port, headers), ledger, write))
        for _ in range(WRITERS)
    ]
    try:
        yield
        stop.set()
        async with asyncio.timeout(60):
            await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)
