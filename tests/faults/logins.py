"""Logins are the dearest requests: they hold no reader up, and tell nobody who has an account."""

import asyncio
import json
import statistics
import sys
import time
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
    settings = {"BCRYPT_ROUNDS": "12", "REQUEST_DEADLINE": "30"}
    async with ground.api(**settings) as api, Caller(api.port, {}) as caller:
        name = (await register(caller))["username"]
        reader = await start_reader(api.port)
        await asyncio.sleep(WARM_S)
        form = login_form(name)
        answers = await gather(
            timed(api.port, "POST", "/api/auth/login", body=form) for _ in range(logins)
        )
        latencies = await stop_reader(reader)
    p95 = statistics.quantiles(latencies, n=20)[-1] * 1000
    return Finding(
        f"{logins} logins at once, bcrypt of 12 rounds, {len(latencies):,} reads meanwhile",
        [
            exactly("logged in", sum(t.answer.status == 200 for t in answers), logins),
            within("p95 of reads", p95, 25, " ms"),
        ],
    )


async def start_reader(port: int) -> asyncio.subprocess.Process:
    """Reads until its input ends, and then says how long each took."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.reader", str(port)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


async def stop_reader(reader: asyncio.subprocess.Process) -> list[float]:
    """Seconds of each read."""
    async with asyncio.timeout(READING_S):
        said, _ = await reader.communicate(b"")
    latencies: list[float] = json.loads(said)
    return latencies


async def compare_accounts(ground: Ground, tries: int) -> Finding:
    """A wrong password, by turns for an account that is there and for one that is not."""
    async with ground.api(BCRYPT_ROUNDS="12") as api, Caller(api.port, {}) as caller:
        known = (await register(caller))["username"]
        forms = (login_form(known, WRONG), login_form(f"{known}x", WRONG))
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(tries):
            for form, seconds in zip(forms, times, strict=True):
                seconds.append(await time_login(caller, form))
    medians = [statistics.median(seconds) for seconds in times]
    return Finding(
        f"{tries} logins with a wrong password, known and unknown account by turns; medians "
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
