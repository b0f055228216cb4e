"""DRAIN_DELAY: readiness fails first, the listener closes later."""

import signal
import threading
import time

import pytest

from tests.cli.conftest import Serve
from tests.cli.served import Served
from tests.cli.test_ending import is_refused
from tests.embedded.observe import wait_for

DELAY_S = 3


def is_stopping(server: Served) -> bool:
    answer = server.client.get("/health/ready")
    return answer.status_code == 503 and answer.json()["code"] == "stopping"


@pytest.mark.parametrize("arguments", [(), ("--workers", "2")])
def test_readiness_fails_before_the_listener_closes(
    serve: Serve, arguments: tuple[str, ...]
) -> None:
    server = serve(*arguments, DRAIN_DELAY=str(DELAY_S))
    codes: list[int] = []
    began = time.monotonic()
    ending = threading.Thread(target=lambda: codes.append(server.end(signal.SIGTERM)))
    ending.start()
    assert wait_for(lambda: is_stopping(server), DELAY_S)
    assert server.client.get("/api/posts").status_code == 200
    assert server.client.get("/health/live").status_code == 200
    assert wait_for(lambda: is_refused(server))
    assert time.monotonic() - began >= DELAY_S
    ending.join()
    assert codes == [0], server.said()


def test_a_second_signal_does_not_wait(serve: Serve) -> None:
    server = serve(DRAIN_DELAY="60")
    server.process.send_signal(signal.SIGTERM)
    assert wait_for(lambda: is_stopping(server))
    assert server.end(signal.SIGTERM) == 0, server.said()
