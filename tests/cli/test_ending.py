"""Shutdown: running requests finish, no process is left and no data is lost."""

import asyncio
import json
import signal
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

import httpx2
import pytest

from tests.cli.conftest import Serve
from tests.cli.served import Served
from tests.cli.test_slow_clients import DROP_EVERY_S, SLACK_S
from tests.embedded.observe import all_processes_gone, wait_for
from tests.factories import PASSWORD
from tests.scrape import Scrape
from tests.slow_clients import MANNERS, hold

ACCOUNT: Final = {"username": "bob", "email": "bob@example.com", "password": PASSWORD}
WORKERS: Final = ("--workers", "2")
DEADLINES: Final = {"REQUEST_DEADLINE": "60", "HEADER_DEADLINE": "1"}


class HalfSent:
    """A registration of which the server has the headers and half of the body."""

    def __init__(self, server: Served) -> None:
        body = json.dumps(ACCOUNT).encode()
        self._rest = body[20:]
        self._connection = HTTPConnection("127.0.0.1", int(server.port), timeout=60)
        self._connection.putrequest("POST", "/api/users")
        self._connection.putheader("Content-Type", "application/json")
        self._connection.putheader("Content-Length", str(len(body)))
        self._connection.endheaders(body[:20])
        assert wait_for(lambda: count_in_flight(server) == 2)  # itself and the request for metrics

    def finish(self) -> int:
        """Send the rest, and return the status of the response."""
        self._connection.send(self._rest)
        with self._connection.getresponse() as response:
            response.read()
            return response.status


def count_in_flight(server: Served) -> float:
    return Scrape(server.client.get("/metrics").text).value("blog_http_requests_in_flight")


def require_drain(server: Served, number: int, data_dir: Path, processes: int = 1) -> None:
    """End the server by a signal while a request is under way, which gets its response."""
    request = HalfSent(server)
    server.process.send_signal(number)
    assert wait_for(lambda: server.said().count("Shutting down") == processes), server.said()
    assert request.finish() == 201
    assert server.process.wait(timeout=60) == 0, server.said()
    assert all_processes_gone(data_dir)
    assert "Traceback" not in server.said()


def require_impatience(server: Served) -> None:
    """Require that the header deadline holds in the process that serves."""
    lasted, _ = asyncio.run(hold(int(server.port), MANNERS["half a line"], DROP_EVERY_S))
    assert lasted < float(DEADLINES["HEADER_DEADLINE"]) + SLACK_S


@pytest.mark.parametrize("arguments", [(), ("--reload",)])
def test_an_interrupt_drains_and_stops(
    serve: Serve, data_dir: Path, arguments: tuple[str, ...]
) -> None:
    server = serve(*arguments, **DEADLINES)
    require_impatience(server)
    require_drain(server, signal.SIGINT, data_dir)


@pytest.mark.parametrize("arguments", [(), WORKERS])
def test_a_killed_server_leaves_its_port_and_data(
    serve: Serve, data_dir: Path, arguments: tuple[str, ...]
) -> None:
    """The next server has both, and drains at a SIGTERM."""
    first = serve(*arguments)
    assert first.register("ada").status_code == 201
    first.end(signal.SIGKILL)
    assert wait_for(lambda: is_refused(first))
    again = serve(*arguments, "--port", first.port, **DEADLINES)
    again.log_in("ada")
    require_impatience(again)
    require_drain(again, signal.SIGTERM, data_dir, processes=2 if arguments else 1)


def is_refused(server: Served) -> bool:
    """Return true if the port refuses connections."""
    try:
        server.client.get("/health/live")
    except httpx2.ConnectError:
        return True
    except httpx2.HTTPError:
        return False
    return False
