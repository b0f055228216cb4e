"""Personal access tokens cost what sessions cost: processor time of the same reads, by turns."""

import statistics
from typing import Final

from tests.cost.measuring import BACKENDS
from tests.faults.api import Api
from tests.faults.finding import Finding, exactly, within
from tests.faults.ground import Ground
from tests.faults.people import Headers
from tests.faults.usage import processor_seconds
from tests.faults.wire import Caller

PATH: Final = "/api/users/me"
READS: Final = 200  # between two looks at the processor time
BOUND: Final = 1.05
ENOUGH: Final = 20
FEW_BOUND: Final = 2.0  # the medians of a few runs differ by chance


async def compare_credentials(ground: Ground, rounds: int) -> Finding:
    """Read with a session and with a token of the same account, in alternating order."""
    async with ground.staffed() as (api, staff):
        bearers = {"session": staff.author, "token": await make_token(api, staff.author)}
        times: dict[str, list[float]] = {kind: [] for kind in bearers}
        await read(ground, api, bearers["session"])  # the first reads warm up
        await read(ground, api, bearers["token"])
        for number in range(rounds):
            for kind in sorted(bearers, reverse=bool(number % 2)):
                times[kind].append(await read(ground, api, bearers[kind]))
        pairs = zip(times["token"], times["session"], strict=True)
        ratio = statistics.median(token / session for token, session in pairs)
    session, token = (statistics.median(times[kind]) * 1e6 for kind in ("session", "token"))
    return Finding(
        f"{rounds} × {READS} reads each of {PATH} by turns, processor time of server and database; "
        f"session {session:.0f} µs, token {token:.0f} µs a read",
        [
            within("token against session", ratio, bound_of(rounds), " ×"),
            exactly("rounds", len(times["token"]), rounds),
        ],
    )


def bound_of(rounds: int) -> float:
    return BOUND if rounds >= ENOUGH else FEW_BOUND


async def make_token(api: Api, author: Headers) -> Headers:
    body = {"name": "Reads", "scopes": ["profile:read"]}
    async with Caller(api.port, author) as caller:
        answer = await caller.call("POST", "/api/auth/tokens", body)
    assert answer.status == 201, answer.body
    return {"Authorization": f"Bearer {answer.json['token']}"}


async def read(ground: Ground, api: Api, headers: Headers) -> float:
    """Return the seconds of processor time that a read takes, with its query."""
    assert api.process is not None
    async with Caller(api.port, headers) as caller:
        await caller.connect()
        pids = [api.process.pid, *(pid for (pid,) in ground.execute(BACKENDS))]
        spent = sum(map(processor_seconds, pids))
        for _ in range(READS):
            answer = await caller.call("GET", PATH)
            assert answer.status == 200, answer.body
        return (sum(map(processor_seconds, pids)) - spent) / READS
