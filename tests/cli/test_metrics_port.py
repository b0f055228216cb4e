"""METRICS_PORT: a second socket of every worker."""

import socket
from pathlib import Path

import httpx2
import pytest

from tests.cli.conftest import Run, copied
from tests.cli.served import start


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


@pytest.mark.parametrize("workers", ["1", "2"])
def test_metrics_are_on_their_own_port_alone(used_data_dir: Path, workers: str) -> None:
    port = free_port()
    metrics = {"METRICS_PORT": str(port)}
    with copied(used_data_dir) as folder, start(folder, "--workers", workers, **metrics) as server:
        seen = httpx2.get(f"http://127.0.0.1:{port}/metrics")
        assert (seen.status_code, "blog_http_requests_total" in seen.text) == (200, True)
        assert httpx2.get(f"http://127.0.0.1:{port}/api/posts").status_code == 404
        assert server.client.get("/metrics").status_code == 404


def test_a_taken_port_is_told(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = run("serve", "--port", "0", METRICS_PORT=port)
    assert code == 1
    assert f"Port {port}" in said
    assert "METRICS_PORT" in said
