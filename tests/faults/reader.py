"""`python -m tests.faults.reader PORT [READERS PAUSE_S]`: read until the input ends.

Then print the seconds of each read.
"""

import http.client
import json
import sys
import threading
import time
from typing import Final

from tests.faults.wire import HOST

PAUSE_S: Final = 0.01


def main(port: int, readers: int = 1, pause_s: float = PAUSE_S) -> None:
    """Run readers with one connection each and a pause after each response."""
    ended, latencies = threading.Event(), list[float]()
    threads = [
        threading.Thread(target=read, args=[port, ended, pause_s, latencies], daemon=True)
        for _ in range(readers)
    ]
    for thread in threads:
        thread.start()
    sys.stdin.buffer.read()
    ended.set()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps(latencies))


def read(port: int, ended: threading.Event, pause_s: float, latencies: list[float]) -> None:
    connection = http.client.HTTPConnection(HOST, port)
    while not ended.wait(pause_s):
        latencies.append(read_once(connection))


def read_once(connection: http.client.HTTPConnection) -> float:
    """Return the seconds of one list of posts."""
    began = time.perf_counter()
    connection.request("GET", "/api/posts?limit=20")
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"a read was answered {answer.status}")
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]), *map(int, sys.argv[2:3]), *map(float, sys.argv[3:4]))
