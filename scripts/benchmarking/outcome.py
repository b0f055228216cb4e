"""Result of a load, made by wrk if it is installed, otherwise by our own client."""

import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Final

from benchmarking.load import Load, UnexpectedAnswerError, run_load

# wrk reports microseconds. NUL separates the requests, as none of them contains it.
SCRIPT: Final = r"""
local requests, at = {}, 0
function init(args)
    for one in io.open(args[1], "rb"):read("*a"):gmatch("([^%z]+)") do
        requests[#requests + 1] = one
    end
end
function request()
    at = at % #requests + 1
    return requests[at]
end
function done(summary, latency)
    local e = summary.errors
    print(string.format('\n{"count": %d, "elapsed": %d, "p50": %d, "p99": %d, "wrong": %d}',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Requests per second, and latencies in milliseconds."""

    count: int
    per_second: float
    p50_ms: float
    p99_ms: float


@cache
def find_wrk() -> str | None:
    return shutil.which("wrk")


def put_load(load: Load) -> Outcome:
    """Send requests for `load.seconds`; raise an error for an unexpected response."""
    wrk = find_wrk()
    return run_wrk(wrk, load) if wrk else run_own(load)


def run_own(load: Load) -> Outcome:
    latencies, elapsed = run_load(load)
    return Outcome(
        len(latencies),
        len(latencies) / elapsed,
        median(latencies) * 1e3,
        percentile(latencies, 0.99) * 1e3,
    )


def run_wrk(wrk: str, load: Load) -> Outcome:
    """Run wrk, which does not distinguish one success status from another."""
    begin = random.randrange(len(load.requests))  # noqa: S311  # no secret
    requests = [*load.requests[begin:], *load.requests[:begin]]
    with tempfile.TemporaryDirectory(prefix="blog-bench-") as folder:
        script, given = Path(folder, "load.lua"), Path(folder, "requests")
        script.write_text(SCRIPT)
        given.write_bytes(b"\0".join(requests))
        printed = subprocess.run(  # noqa: S603  # found on the PATH, like any program
            [
                *(wrk, "--threads", "1", "--connections", str(load.connections)),
                *("--duration", f"{max(1, round(load.seconds))}s", "--script", str(script)),
                *(f"http://127.0.0.1:{load.port}", "--", str(given)),
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    found = json.loads(printed.strip().splitlines()[-1])
    if found["wrong"]:
        raise UnexpectedAnswerError(printed)
    return Outcome(
        found["count"],
        found["count"] / found["elapsed"] * 1e6,
        found["p50"] / 1e3,
        found["p99"] / 1e3,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest rank."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
