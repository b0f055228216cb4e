"""`python -m tests.faults.reader PORT`: read until the input ends, then print how long it took."""

import http.client
import json
import sys
import threading
import time
from typing import Final

from tests.faults.wire import HOST

PAUSE_S: Final = 0.01


def main(port: int) -> None:
    """One reader on one connection, who never hurries."""
    ended = threading.Event()
    threading.Thread(target=wait_for_end, args=[ended], daemon=True).start()
    connection = http.client.HTTPConnection(HOST, port)
    latencies = []
    while not ended.wait(PAUSE_S):
        latencies.append(read_once(connection))
    sys.stdout.write(json.dumps(latencies))


def wait_for_end(ended: threading.Event) -> None:
    """Until nobody holds our input any more."""
    sys.stdin.buffer.read()
    ended.set()


def read_once(connection: http.client.HTTPConnection) -> float:
    """Seconds until a list of posts is there."""
    began = time.perf_counter()
    connection.request("GET", "/api/posts?limit=20")
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"a read was answered {answer.status}")
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]))
