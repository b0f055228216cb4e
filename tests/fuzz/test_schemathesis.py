"""Schemathesis: every response to its cases is documented."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.cli.served import Served, start
from tests.database import empty
from tests.figures import log_event
from tests.patience import PATIENCE_S

CONFIG = Path(__file__).with_name("schemathesis.toml")
SEED = os.environ.get("FUZZ_SEED", "1")
# The short form has no time for the 2,000 cases of a user that reach every limit.
SHORT = {"phases": "fuzzing,stateful", "max-examples": "1"}
LONG = {"phases": "examples,coverage,fuzzing,stateful", "max-time": os.environ.get("FUZZ_SECONDS")}
FEWEST_CASES = 60


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, serving_url: str, database_url: str
) -> Iterator[Served]:
    """Run a server without rate limits, which would be the only response otherwise."""
    folder = tmp_path_factory.mktemp("served") / "data"
    settings = {"RATE_LIMITS_ENABLED": "false", "REQUEST_DEADLINE": str(PATIENCE_S)}
    with start(folder, DATABASE_URL=serving_url, **settings) as served:
        # Schemathesis waits ten seconds for the document, which is made for its first reader.
        assert served.client.get("/openapi.json", timeout=PATIENCE_S).status_code == 200
        yield served
    empty(database_url)


@pytest.mark.parametrize("role", ["user", "admin", "nobody"])
def test_every_answer_is_as_documented(
    served: Served, role: str, database_url: str, tmp_path: Path
) -> None:
    url = str(served.client.base_url).rstrip("/")
    given = {
        "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
        "PYTHONPATH": str(ROOT),
        "FUZZ_AS": role,
        "FUZZ_URL": url,
        "FUZZ_DATABASE": database_url,
    }
    run = subprocess.run(
        [*command(url), "--report-dir", str(tmp_path)],
        cwd=tmp_path,
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
    )
    cases, failures = number("generated", run.stdout), number("unique failures?", run.stdout)
    log_event("schemathesis", cases=cases, failures=failures)
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr
    assert cases >= FEWEST_CASES


def number(of: str, text: str) -> int:
    """Return the number before a word, if there is one."""
    found = re.search(rf"([\d,]+) {of}", text)
    return int(found[1].replace(",", "")) if found else 0


def command(url: str) -> list[str]:
    """Return the command line of Schemathesis."""
    form = LONG if LONG["max-time"] else SHORT
    options = form | {"seed": SEED, "generation-database": "none", "warnings": "off"}
    options["request-timeout"] = str(PATIENCE_S)
    named = [f"--{name}={value}" for name, value in options.items()]
    program = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)]
    return [*program, "run", f"{url}/openapi.json", "--continue-on-failure", "--no-color", *named]
