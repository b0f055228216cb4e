"""Logins are the dearest requests: they hold no reader up, and tell nobody who has an account."""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from tests.factories import PASSWORD
from tests.faults.finding import Figure, Finding, exactly, within
from tests.faults.ground import Ground
from tests.faults.people import login_form, register
from tests.faults.starving import gather, timed
from tests.faults.wire import Caller

WARM_S: Final = 0.5
READING_S: Final = 30
MANY: Final = 100
FEW_REACH: Final = 50  # percent: the medians of a few tries lie apart by chance
WRONG: Final = "not the right password"


async def read_meanwhile(ground: Ground, logins: int) -> Finding:
    """The readers are a process of their own, so that no client of ours holds them up."""
    settings = {"BCRYPT_ROUNDS": "12", "REQUEST_DEADLINE": "60"}
    async with ground.api(**settings) as api, Caller(api.port, {}) as caller:
        name = (await register(caller))["username"]
        async with reading(api.port) as latencies:
            form = login_form(name)
            answers = await gather(
                timed(api.port, "POST", "/api/auth/login", body=form) for _ in range(logins)
            )
    p95 = statistics.quantiles(latencies, n=20)[-1] * 1000
    return Finding(
        f"{logins} logins at once, bcrypt of 12 rounds, {len(latencies):,} reads meanwhile",
        [
            exactly("logged in", sum(t.answer.status == 200 for t in answers), logins),
            within("p95 of reads", p95, 25, " ms"),
        ],
    )


@asynccontextmanager
async def reading(port: int) -> AsyncIterator[list[float]]:
    """Seconds of each read that a process of its own did during the block; filled at its end."""
    reader = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.reader", str(port)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    latencies: list[float] = []
    try:
        await asyncio.sleep(WARM_S)
        yield latencies
        async with asyncio.timeout(READING_S):
            said, _ = await reader.communicate(b"")
        latencies += json.loads(said)
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()


async def compare_accounts(ground: Ground, tries: int) -> Finding:
    """A wrong password, by turns for an account that is there and for one that is not.

    Hashes are cheaper than in production, so that what differs beside them weighs more.
    """
    async with ground.api(BCRYPT_ROUNDS="10") as api, Caller(api.port, {}) as caller:
        known = (await register(caller))["username"]
        forms = (login_form(known, WRONG), login_form(f"{known}x", WRONG))
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(tries):
            for form, seconds in zip(forms, times, strict=True):
                seconds.append(await time_login(caller, form))
    medians = [statistics.median(seconds) for seconds in times]
    return Finding(
        f"{tries} logins each with a wrong password for a known and an unknown account, by turns, "
        f"bcrypt of 10 rounds; medians "
        f"{medians[0] * 1000:.1f} and {medians[1] * 1000:.1f} ms",
        [difference(medians[0], medians[1], 10 if tries >= MANY else FEW_REACH)],
    )


def difference(known: float, unknown: float, reach: float) -> Figure:
    """Of the medians, in percent of the greater."""
    return within("apart", abs(known - unknown) / max(known, unknown) * 100, reach, " %")


async def time_login(caller: Caller, form: str) -> float:
    """Of one that is refused."""
    began = time.perf_counter()
    answer = await caller.call("POST", "/api/auth/login", form)
    assert answer.status == 400, PASSWORD
    return time.perf_counter() - began
