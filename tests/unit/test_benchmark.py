"""The arithmetic of `scripts/bench`."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from benchmarking import processes
from benchmarking.chart import draw
from benchmarking.goals import judge, per_second, ratio
from benchmarking.load import CHUNKED, Load, get, length_of, patch, post, run_load
from benchmarking.machine import Machine
from benchmarking.outcome import percentile
from benchmarking.page import page_of_results
from benchmarking.processes import cpu_of_family
from benchmarking.rounds import Effort, Measure
from benchmarking.workloads import words_of
from typing_extensions import override


def measured(server: str, number: int, per_second: float, workload: str = "L") -> Measure:
    return Measure(workload, server, number, per_second, 10, 25, 500, 700, 90)


MEASURES = [
    measured("product", 0, 200),
    measured("tutorial", 0, 10),
    measured("tutorial", 1, 5),
    measured("product", 1, 90),
    measured("product", 2, 300),
    measured("tutorial", 2, 10),
]


def test_a_ratio_is_of_the_same_round() -> None:
    """20, 18 and 30: a round in which both were slow counts like any other."""
    assert ratio(MEASURES, ("product", "L"), ("tutorial", "L"), per_second) == 20
    assert ratio(MEASURES, ("product", "G"), ("tutorial", "G"), per_second) is None


def test_goals_are_judged() -> None:
    verdicts = {verdict.title: verdict for verdict in judge(MEASURES)}
    assert verdicts["L against tutorial, requests per second"].is_reached
    assert verdicts["p99 of L against its median"].is_reached is False
    assert verdicts["G against tutorial, requests per second"].is_reached is None


def test_the_chart_is_xml_and_says_the_figures() -> None:
    root = ET.fromstring(draw(MEASURES, "1 < 2 & more"))  # noqa: S314  # our own
    words = " ".join(root.itertext())
    assert "200 (20.0 x)" in words
    assert "1 < 2 & more" in words


def test_the_page_has_the_goals_and_ratios_of_the_product_to_each_server() -> None:
    machine = Machine("a processor", 2, 4, "Linux 6", "3.11", "18", 0.5, "wrk", {"fastapi": "1"})
    calls = {"product": {"L": {"calls": 1209}}}
    page = page_of_results(machine, Effort(3, 1.5, 1), MEASURES, judge(MEASURES), calls)
    assert "| blog_api | 200 | 10.0 | 25.0 | 500 | 700 |  |  |  |" in page
    assert "| Tutorial style | 10 | 10.0 | 25.0 | 500 | 700 | 20.00 | 1.00 | 1.00 |" in page
    assert "| p99 of L against its median ≤ 2 x | 2.50 x | **no** |" in page
    assert "| L | 1,209 |" in page


@pytest.mark.parametrize(
    ("head", "status", "length"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 17", b"200", 17),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\nx: 1", b"200", 3),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", b"200", CHUNKED),
        (b"HTTP/1.1 304 Not Modified\r\netag: x", b"304", 0),
    ],
)
def test_the_client_knows_where_an_answer_ends(head: bytes, status: bytes, length: int) -> None:
    assert length_of(head, status) == length


class Chunks(BaseHTTPRequestHandler):
    """Send a body in chunks, whose sizes and contents look like their end."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (b"10\r\n0123456789abcde0\r\n", b"1\r\n0\r\n", b"0\r\n", b"\r\n"):
            self.wfile.write(part)
            self.wfile.flush()

    @override
    def log_message(self, *_: object) -> None:
        pass


def test_the_client_reads_a_body_in_chunks() -> None:
    with HTTPServer(("127.0.0.1", 0), Chunks) as server:
        Thread(target=server.serve_forever).start()
        latencies, _ = run_load(Load(server.server_port, [get("/")], 1, count=3))
        server.shutdown()
    assert len(latencies) == 3


def test_time_of_ended_children_counts() -> None:
    """PostgreSQL's sessions may end during a measurement."""
    command = [sys.executable, "-c", "sum(range(10_000_000))"]
    before = cpu_of_family(os.getpid())
    subprocess.run(command, check=True)  # Python
    assert cpu_of_family(os.getpid()) - before >= 0.05


def test_a_child_that_ends_in_the_middle_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    trees = iter([[os.getpid(), ended.pid], [os.getpid()]])
    monkeypatch.setattr(processes, "list_tree", lambda _: next(trees))
    assert cpu_of_family(os.getpid()) > 0


def test_a_durable_create_is_not_compared_with_one_that_is_not() -> None:
    measures = [
        measured("product", 0, 100, "create"),
        measured("fast commit", 0, 900, "create"),
        measured("pocketbase", 0, 600, "create"),
    ]
    seen = {verdict.title: verdict.seen for verdict in judge(measures)}
    assert seen["create against pocketbase, equal durability, requests per second"] == 1.5


def test_words_of_titles_are_plain_and_different() -> None:
    titles = ["Riding the bicycle: Notes", "Notes of a café", "BICYCLE"]
    assert words_of(titles) == ["riding", "notes", "bicycle"]


def test_requests_are_http() -> None:
    assert get("/a", If_None_Match='"x"').startswith(b"GET /a HTTP/1.1\r\nHost: ")
    assert b'\r\nIf-None-Match: "x"\r\n' in get("/a", If_None_Match='"x"')
    assert post("/a", b"{}").endswith(b"\r\nContent-Length: 2\r\n\r\n{}")
    assert patch("/a", b"{}").startswith(b"PATCH /a HTTP/1.1\r\n")


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile(range(1, 101), 0.99) == 100
