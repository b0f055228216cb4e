"""Rows that are measured elsewhere: the counts of `scripts/fuzz`, and the search for secrets."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import anyio.to_thread

from tests.faults.finding import Figure, Finding, at_least, exactly
from tests.faults.ground import Ground
from tests.figures import summed

ROOT: Final = Path(__file__).parents[2]
COUNTED: Final = ROOT / "build" / "fuzz.figures"
NEVER: Final = {"failures", "differences", "server_errors", "accepted", "faults"}
FEWEST: Final = {("schemathesis", "cases"): 2_000, ("model", "lives"): 200}


async def fuzz(_: Ground, times: int) -> Finding:
    """Run tests of documents, models, tokens, ids and hostile input in their long forms."""
    failed = [await succeeds("scripts/fuzz") for _ in range(times)].count(False)
    kinds = summed(COUNTED.read_text().splitlines())
    figures = [figure(kind, *each) for kind, counts in kinds.items() for each in counts.items()]
    return Finding("scripts/fuzz, see docs/fuzzing.md", [exactly("failed", failed, 0), *figures])


def figure(kind: str, what: str, count: int) -> Figure:
    """Return a count of failures, which must be 0, or of tests, with its minimum."""
    told = f"{kind}: {what.replace('_', ' ')}"
    if what in NEVER:
        return exactly(told, count, 0)
    return at_least(told, count, FEWEST.get((kind, what), 1))


async def find_secrets(_: Ground, times: int) -> Finding:
    """Search a server at its most verbose, with a secret in every place of every route."""
    canary = (sys.executable, "-m", "pytest", "-q", "--no-cov", "-n0", "tests/cli/test_canary.py")
    failed = [await succeeds(*canary) for _ in range(times)].count(False)
    return Finding("12 kinds of secrets on every route", [exactly("leaks", failed, 0)])


async def succeeds(*command: str) -> bool:
    """Return true if the command succeeds; its output goes to ours."""
    done = await anyio.to_thread.run_sync(
        lambda: subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)  # ours
    )
    return done.returncode == 0
