"""Shutdown: running requests finish, no process is left and no data is lost."""

import signal
import threading
import time
from pathlib import Path

import httpx2
import pytest

from tests.cli.conftest import Serve
from tests.cli.served import Served
from tests.embedded.observe import all_processes_gone, wait_for


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        ((), signal.SIGTERM),
        ((), signal.SIGINT),
        (("--workers", "2"), signal.SIGTERM),
        (("--reload",), signal.SIGINT),
    ],
)
def test_a_signal_drains_and_stops(
    serve: Serve, data_dir: Path, arguments: tuple[str, ...], number: int
) -> None:
    server = serve(*arguments, BCRYPT_ROUNDS="14", REQUEST_DEADLINE="60")
    answers: list[httpx2.Response] = []
    under_way = threading.Thread(target=lambda: answers.append(server.register("ada")))
    under_way.start()
    time.sleep(0.5)  # for the request to arrive; its hash takes about a second
    assert server.end(number) == 0, server.said()
    under_way.join()
    assert [answer.status_code for answer in answers] == [201]
    assert all_processes_gone(data_dir)
    assert "Traceback" not in server.said()


@pytest.mark.parametrize("arguments", [(), ("--workers", "2")])
def test_a_killed_server_leaves_its_port_and_data(
    serve: Serve, data_dir: Path, arguments: tuple[str, ...]
) -> None:
    first = serve(*arguments)
    assert first.register("ada").status_code == 201
    first.end(signal.SIGKILL)
    assert wait_for(lambda: is_refused(first))
    again = serve(*arguments, "--port", first.port)
    again.log_in("ada")
    assert again.end(signal.SIGTERM) == 0
    assert all_processes_gone(data_dir)


def is_refused(server: Served) -> bool:
    """Return true if the port refuses connections."""
    try:
        server.client.get("/health/live")
    except httpx2.ConnectError:
        return True
    except httpx2.HTTPError:
        return False
    return False
