"""Several workers count as one server."""

import os
import signal
import time
from pathlib import Path

from blog_api.db.database import POOL_SIZE
from tests.cli.conftest import Serve
from tests.cli.served import Served
from tests.scrape import Scrape

ASKED = 60
WORKERS = 2
ROUTE = {"method": "GET", "route": "/health/live", "status": "200"}
TOTAL = "blog_http_requests_total"


def scrape(server: Served) -> Scrape:
    return Scrape(server.client.get("/metrics").text)


def ask(server: Served) -> None:
    """Send each request on a new connection, so that every worker gets some."""
    for _ in range(ASKED):
        answer = server.client.get("/health/live", headers={"Connection": "close"})
        assert answer.status_code == 200


def workers_of(server: Served) -> set[int]:
    """Return the pids of the workers, from the log lines of their starts."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return {int(pid) for pid in children.read_text().split() if is_worker(int(pid))}


def is_worker(pid: int) -> bool:
    return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()


def kill_one(server: Served) -> None:
    """Kill a worker and wait for its replacement."""
    killed = min(workers_of(server))
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while len(workers_of(server) - {killed}) < WORKERS and time.monotonic() < deadline:
        time.sleep(0.1)


def test_several_workers_are_one_server(serve: Serve, tmp_path: Path) -> None:
    server = serve("--workers", str(WORKERS), TMPDIR=str(tmp_path))
    ask(server)
    assert {scrape(server).value(TOTAL, **ROUTE) for _ in range(6)} == {ASKED}
    assert scrape(server).value("blog_http_requests_in_flight") == 1

    kill_one(server)
    ask(server)
    assert scrape(server).value(TOTAL, **ROUTE) == 2 * ASKED, "what the killed one counted stays"
    assert scrape(server).value("blog_http_requests_in_flight") == 1
    assert scrape(server).value("blog_db_pool_connections") <= WORKERS * POOL_SIZE

    assert [folder.name[:13] for folder in tmp_path.iterdir()] == ["blog-metrics-"]
    server.end(signal.SIGTERM)
    assert not list(tmp_path.iterdir())
