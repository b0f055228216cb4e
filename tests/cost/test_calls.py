"""Calls of Python and C for the requests that a blog gets most often, with a tenth to spare.

`docs/performance.md` has those of the benchmark, which writes no access log and has its own client.
"""

from statistics import median
from typing import Any, Final

import pytest

from tests.cost.measuring import Calls, Sending
from tests.factories import Person, World
from tests.figures import log_event
from tests.raw_client import send_raw

AT_MOST: Final = {"list": 1_390, "post": 1_320, "me": 1_180, "create": 2_130, "update": 3_050}
KNOWN: Final = 8  # psycopg prepares a statement at its fifth run
COUNTED: Final = 9


def request_of(kind: str, ada: Person, post: dict[str, Any], number: int) -> Sending:
    bearer = (b"authorization", ada.headers["Authorization"].encode())
    json = (b"content-type", b"application/json")
    body = b'{"title": "Words of number %d", "content": "%s"}' % (number, b"A few words. " * 70)
    return {
        "list": Sending("GET", "/api/posts?limit=20"),
        "post": Sending("GET", f"/api/posts/{post['id']}"),
        "me": Sending("GET", "/api/users/me", [bearer]),
        "create": Sending("POST", "/api/posts", [bearer, json], body),
        "update": Sending("PATCH", f"/api/posts/{post['id']}", [bearer, json], body),
    }[kind]


@pytest.mark.parametrize("kind", AT_MOST)
async def test_calls_of_a_frequent_request(world: World, kind: str) -> None:
    ada = await world.user()
    posts = [await world.post(ada) for _ in range(20)]
    counts = []
    for number in range(KNOWN + COUNTED):
        asked = request_of(kind, ada, posts[0], number)
        calls = Calls()
        with calls.counted():
            answer = await send_raw(
                world.app, asked.method, asked.target, asked.headers, asked.body
            )
        assert answer.is_success
        counts.append(calls.count)
    counts = counts[KNOWN:]
    log_event(f"calls_of_{kind}", median=round(median(counts)))
    assert median(counts) <= AT_MOST[kind]
