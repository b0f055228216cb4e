"""Logins are the most expensive requests: they delay no reader, and reveal no accounts."""

import asyncio
import base64
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Final

from blog_api.auth.passwords import count_cores
from tests.faults.finding import Figure, Finding, at_least, exactly, within
from tests.faults.ground import Ground
from tests.faults.people import Headers, log_in, login_form, register
from tests.faults.starving import gather, timed
from tests.faults.wire import Answer, Caller
from tests.second_factor.app import MFA, hotp

WARM_S: Final = 0.5
ALONE_S: Final = 1.0
SLOWER: Final = 3.0  # than alone, where a busy machine makes reads slow by themselves
READING_S: Final = 30
MANY: Final = 100
FEW_REACH: Final = 50  # percent: the medians of a few runs differ by chance
WRONG: Final = "not the right password"


async def read_during_logins(ground: Ground, logins: int) -> Finding:
    """Run the readers in another process, so that no client of ours delays them."""
    settings = {"BCRYPT_ROUNDS": "12", "REQUEST_DEADLINE": "60"}
    async with ground.api(**settings) as api, Caller(api.port, {}) as caller:
        name = (await register(caller))["username"]
        async with reading(api.port) as latencies:
            await asyncio.sleep(ALONE_S)
        alone = p95_ms(latencies)
        async with reading(api.port) as latencies:
            form = login_form(name)
            answers = await gather(
                timed(api.port, "POST", "/api/auth/login", body=form) for _ in range(logins)
            )
    p95 = p95_ms(latencies)
    return Finding(
        f"{logins} logins at once, bcrypt of 12 rounds, {len(latencies):,} concurrent reads; "
        f"p95 of reads alone {alone:.1f} ms",
        [
            # On a slow machine the last are told to wait (503).
            exactly("others", sum(t.answer.status not in {200, 503} for t in answers), 0),
            at_least("logged in", sum(t.answer.status == 200 for t in answers), count_cores()),
            within("p95 of reads", p95, max(25, SLOWER * alone), " ms"),
        ],
    )


def p95_ms(latencies: list[float]) -> float:
    return statistics.quantiles(latencies, n=20)[-1] * 1000


@asynccontextmanager
async def reading(port: int) -> AsyncIterator[list[float]]:
    """Collect the seconds of each read by another process during the block; filled at its end."""
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
    """Try wrong passwords by turns for accounts of each kind and for a missing one.

    Hashes are cheaper than in production, so that other differences weigh more.
    """
    async with ground.api(BCRYPT_ROUNDS="10") as api, Caller(api.port, {}) as caller:
        plain, with_app = (await register(caller))["username"], await register(caller)
        await enrol_app(caller, await log_in(caller, with_app))
        names = {"plain": plain, "second factor": with_app["username"], "unknown": f"{plain}x"}
        times: dict[str, list[float]] = {kind: [] for kind in names}
        said = set()
        for number in range(tries):
            for kind in (*list(names)[number % 3 :], *list(names)[: number % 3]):
                answer, seconds = await time_login(caller, login_form(names[kind], WRONG))
                times[kind].append(seconds)
                said.add(answer.body)
    medians = {kind: statistics.median(seconds) for kind, seconds in times.items()}
    told = ", ".join(f"{kind} {seconds * 1000:.1f}" for kind, seconds in medians.items())
    return Finding(
        f"{tries} logins each with a wrong password, by turns, bcrypt of 10 rounds; "
        f"medians in ms: {told}",
        [
            difference(medians.values(), 10 if tries >= MANY else FEW_REACH),
            exactly("different answers", len(said), 1),
        ],
    )


async def enrol_app(caller: Caller, headers: Headers) -> None:
    """Add an authenticator app, whose log-in then has two steps."""
    begun = await caller.call("POST", f"{MFA}/totp", **headers)
    secret = base64.b32decode(begun.json["secret"])
    code = {"otp": hotp(secret, int(time.time()) // 30)}
    answer = await caller.call("POST", f"{MFA}/totp/confirm", code, **headers)
    assert answer.status == 200, answer.body


def difference(medians: Collection[float], reach: float) -> Figure:
    """Return the difference of the extreme medians, in percent of the greater."""
    return within("apart", (1 - min(medians) / max(medians)) * 100, reach, " %")


async def time_login(caller: Caller, form: str) -> tuple[Answer, float]:
    """Return a rejected login, and its time."""
    began = time.perf_counter()
    answer = await caller.call("POST", "/api/auth/login", form)
    seconds = time.perf_counter() - began
    assert answer.status == 400, answer.body
    return answer, seconds
