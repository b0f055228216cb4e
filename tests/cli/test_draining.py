"""DRAIN_DELAY: readiness fails first, the listener closes later."""

import signal
import threading
import time

import pytest

from tests.cli.conftest import Serve
from tests.cli.test_ending import is_refused
from tests.embedded.observe import wait_for

DELAY_S = 2


@pytest.mark.parametrize("arguments", [(), ("--workers", "2")])
def test_readiness_fails_before_the_listener_closes(
    serve: Serve, arguments: tuple[str, ...]
) -> None:
    server = serve(*arguments, DRAIN_DELAY=str(DELAY_S))
    codes: list[int] = []
    began = time.monotonic()
    ending = threading.Thread(target=lambda: codes.append(server.end(signal.SIGTERM)))
    ending.start()

    def is_stopping() -> bool:
        answer = server.client.get("/health/ready")
        return answer.status_code == 503 and answer.json()["code"] == "stopping"

    assert wait_for(is_stopping, DELAY_S)
    assert server.client.get("/api/posts").status_code == 200
    assert server.client.get("/health/live").status_code == 200
    assert wait_for(lambda: is_refused(server))
    assert time.monotonic() - began >= DELAY_S
    ending.join()
    assert codes == [0], server.said()


def test_a_second_signal_does_not_wait(serve: Serve) -> None:
    server = serve(DRAIN_DELAY="60")
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert server.end(signal.SIGTERM) == 0, server.said()
