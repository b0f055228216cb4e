"""METRICS_PORT: a second socket of every worker."""

import socket
from pathlib import Path

import httpx2
import pytest

from tests.cli.conftest import Run, Serve
from tests.cli.test_workers import ASKED, ROUTE, TOTAL, ask
from tests.scrape import Scrape


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


@pytest.mark.parametrize("workers", [1, 2])
def test_metrics_are_on_their_own_port_alone(serve: Serve, data_dir: Path, workers: int) -> None:
    """Those of all workers, which are in the folder that `.env` names."""
    port = free_port()
    counts = data_dir.with_name("counts")
    counts.mkdir()
    (data_dir / ".env").write_text(f"PROMETHEUS_MULTIPROC_DIR={counts}\n")
    server = serve("--workers", str(workers), METRICS_PORT=str(port))
    ask(server)
    seen = httpx2.get(f"http://127.0.0.1:{port}/metrics")
    assert seen.status_code == 200
    assert Scrape(seen.text).value(TOTAL, **ROUTE) == ASKED
    assert bool(list(counts.iterdir())) == (workers > 1), "one alone has nothing to add up"
    assert httpx2.get(f"http://127.0.0.1:{port}/api/posts").status_code == 404
    assert server.client.get("/metrics").status_code == 404


def test_a_taken_port_is_told(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = run("serve", "--port", "0", METRICS_PORT=port)
    assert code == 1
    assert f"Port {port}" in said
    assert "METRICS_PORT" in said
