"""Parts of `scripts/bench` that depend on the number of measurements."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from benchmarking.chart import LABEL, WIDTH, draw
from benchmarking.clients import Facts, client_of
from benchmarking.pocketbase import moment, record_id
from benchmarking.rounds import Measure
from benchmarking.servers import FORMER, KINDS, POCKETBASE, PRODUCT, Place, Server
from benchmarking.workloads import build_lists_apart
from typing_extensions import override

from blog_api.production_checks import list_unsafe
from blog_api.settings import Settings
from tests.key_material import private_pem, rsa_key


class TwoPages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        cursor = None if "cursor=" in self.path else "second"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"items": [], "next_cursor": cursor}).encode())

    @override
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def few_pages() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), TwoPages) as server:
        Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


def test_pages_end_where_the_posts_do(few_pages: int) -> None:
    server = Server(PRODUCT, few_pages, 0)
    paths = [request.split()[1] for request in build_lists_apart(server)]
    assert paths == [b"/api/posts?limit=20", b"/api/posts?limit=20&cursor=second"]


@pytest.mark.parametrize("largest", [50, 36_483, 500_000])
def test_the_chart_ends_inside_its_right_edge(largest: int) -> None:
    """A digit of 13 pixels takes less than 8 on average."""
    measures = [
        Measure("L", kind.name, 0, value, 1, 1, 1, 1, 1)
        for kind, value in zip((*KINDS, FORMER), [largest, *range(70, 77), largest], strict=True)
    ]
    texts = re.findall(r"<text x='(\d+)'[^>]*>([^<]*)<", draw(measures, "of a test"))
    assert max(int(x) + 8 * len(words) for x, words in texts) <= WIDTH - 10


def test_names_end_before_the_bars() -> None:
    assert max(10 + 8 * len(kind.title) for kind in (*KINDS, FORMER)) <= LABEL


def test_the_chart_in_the_documentation_is_whole() -> None:
    chart = Path(__file__).parents[2].joinpath("docs/performance.svg").read_text()
    texts = re.findall(r"<text x='(\d+)'[^>]*>([^<]*)<", chart)
    assert max(int(x) + 8 * len(words) for x, words in texts) <= WIDTH - 10


FACTS: Final = Facts([7], 1, "ann", 7, ["bicycle"])


def test_every_server_is_asked_in_its_own_words() -> None:
    server, pocketbase = Server(PRODUCT, 0, 0), Server(POCKETBASE, 0, 0)
    assert client_of(server).search("bicycle") == "/api/posts?limit=20&search=bicycle"
    assert client_of(pocketbase).post(7) == (
        "/api/collections/posts/records/post00000000007?expand=author"
    )
    assert "content+~+%22bicycle%22" in client_of(pocketbase).search("bicycle")
    path, body = client_of(pocketbase).creation(FACTS)
    assert path == "/api/collections/posts/records"
    assert body["author"] == "user00000000001"


def test_a_page_of_pocketbase_continues_after_its_last_post() -> None:
    client = client_of(Server(POCKETBASE, 0, 0))
    following = client.next_page({"items": [{"published_at": "2026-01-02 03:04:05.678Z"}]})
    assert following
    assert "filter=published_at+%3C+%222026-01-02+03%3A04%3A05.678Z%22" in following
    assert client.next_page({"items": []}) is None


def test_rows_of_pocketbase_have_its_formats() -> None:
    assert len(record_id("post", 5_000_000)) == 15
    assert moment(datetime(2026, 1, 2, 3, 4, 5, 678_901, UTC)) == "2026-01-02 03:04:05.678Z"
    assert moment(None) == ""


def test_the_product_accepts_its_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ENVIRONMENT=production` refuses to start without PUBLIC_URL and ALLOWED_HOSTS."""
    place = Place("postgresql://postgres@/bench?host=/tmp", tmp_path, 0, tmp_path)
    place.private_key.write_text(private_pem(rsa_key(2048)))
    for name, value in place.environment().items():
        monkeypatch.setenv(name, value)
    assert list_unsafe(Settings()) == []
