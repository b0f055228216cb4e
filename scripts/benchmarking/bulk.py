"""Bulk deletion and restore of 100,000 posts: with their account, and by their ids."""

import json
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from statistics import median
from typing import Any, Final

import psycopg

from benchmarking.clients import log_in
from benchmarking.goals import Verdict, at_most
from benchmarking.multiplying import FIND_PROLIFIC
from benchmarking.servers import Server
from benchmarking.workloads import find_facts

BOUND_S: Final = 5
BATCH: Final = 1_000
PATIENCE_S: Final = 120
SELECT_POSTS: Final = """
SELECT id FROM posts WHERE author_id = %s AND deleted_at IS NULL ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Bulk:
    """Durations in seconds, measured by the client."""

    posts: int
    delete_account_s: float
    restore_account_s: float
    delete_by_ids_s: float
    restore_by_ids_s: float

    def judge(self) -> list[Verdict]:
        count = f"{self.posts:,} posts"
        return [
            at_most(f"delete an account with {count}", BOUND_S, self.delete_account_s, "s"),
            at_most("restore it", BOUND_S, self.restore_account_s, "s"),
            at_most(
                f"delete {count} by ids, {BATCH} at a time", BOUND_S, self.delete_by_ids_s, "s"
            ),
            at_most("restore them by ids", BOUND_S, self.restore_by_ids_s, "s"),
        ]


@dataclass(frozen=True, slots=True)
class Admin:
    """A client with the token of an administrator."""

    port: int
    token: str

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> float:
        """Return the seconds until the response; raise an error for any status but success."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, headers, method=method
        )
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310  # our own server
            answer.read()
        return time.perf_counter() - began


def measure_bulk(server: Server, url: str, rounds: int) -> list[Bulk]:
    """Measure the first round on a server that has just started and read nothing of the account."""
    return [measure_once(server, url) for _ in range(rounds)]


def medians(bulks: Sequence[Bulk]) -> Bulk:
    return Bulk(*(median(values) for values in zip(*map(astuple, bulks), strict=True)))


def measure_once(server: Server, url: str) -> Bulk:
    """Delete and restore the posts; only audit entries remain afterwards."""
    with psycopg.connect(url) as connection:
        ((user_id,),) = connection.execute(FIND_PROLIFIC).fetchall()
        ids = [post_id for (post_id,) in connection.execute(SELECT_POSTS, (user_id,)).fetchall()]
    admin = Admin(server.port, log_in(server.port, find_facts(url).username))
    bulk = Bulk(
        len(ids),
        admin.send("DELETE", f"/api/users/{user_id}"),
        admin.send("POST", f"/api/users/{user_id}/restore"),
        send_batches(admin, "/api/posts/bulk-delete", ids),
        send_batches(admin, "/api/posts/bulk-restore", ids),
    )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) posts")  # the next run meets no dead entries
    return bulk


def send_batches(admin: Admin, path: str, ids: Sequence[int]) -> float:
    """Send the batches one after another; return the seconds for all of them."""
    batches = (ids[begin : begin + BATCH] for begin in range(0, len(ids), BATCH))
    return sum(admin.send("POST", path, {"ids": list(batch)}) for batch in batches)
