"""Calls of Python and C for the requests that a blog gets most often, with a tenth to spare.

`docs/performance.md` has those of the benchmark, which writes no access log and has its own client.
"""

from statistics import median
from typing import Any, Final

import pytest

from tests.cost.measuring import Calls
from tests.factories import Person, World
from tests.figures import log_event
from tests.raw_client import Headers, send_raw

AT_MOST: Final = {"list": 1_390, "post": 1_320, "me": 1_180}
KNOWN: Final = 8  # psycopg prepares a statement at its fifth run
COUNTED: Final = 9


def request_of(kind: str, ada: Person, post: dict[str, Any]) -> tuple[str, Headers]:
    bearer = [(b"authorization", ada.headers["Authorization"].encode())]
    return {
        "list": ("/api/posts?limit=20", []),
        "post": (f"/api/posts/{post['id']}", []),
        "me": ("/api/users/me", bearer),
    }[kind]


@pytest.mark.parametrize("kind", AT_MOST)
async def test_calls_of_a_hot_read(world: World, kind: str) -> None:
    ada = await world.user()
    posts = [await world.post(ada) for _ in range(20)]
    target, headers = request_of(kind, ada, posts[0])
    for _ in range(KNOWN):
        answer = await send_raw(world.app, "GET", target, headers)
        assert answer.status_code == 200
    counts = []
    for _ in range(COUNTED):
        calls = Calls()
        with calls.counted():
            await send_raw(world.app, "GET", target, headers)
        counts.append(calls.count)
    log_event(f"calls_of_{kind}", median=round(median(counts)))
    assert median(counts) <= AT_MOST[kind]
