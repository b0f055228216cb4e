"""Reads of a post with very many versions, one request after another over one connection."""

import time
from typing import Any, Final

from tests.faults.finding import Finding, exactly, within
from tests.faults.ground import Ground
from tests.faults.wire import Caller

ROUNDS: Final = 100
# All with the text of the first: what is measured does not depend on it.
ADD_VERSIONS: Final = """
INSERT INTO post_revisions (post_id, version, via, content_hash, content_length, slug,
    provisional_slug, title, excerpt, excerpt_given, tags, status, published_at)
SELECT post_id, n, 'edit', content_hash, content_length, slug, provisional_slug, title || n,
    excerpt, excerpt_given, tags, status, published_at
FROM post_revisions, generate_series(2, %s::int) AS n WHERE post_id = %s AND version = 1
"""
SET_VERSION: Final = "UPDATE posts SET version = %s WHERE id = %s"
SENTENCE: Final = "Some words of line {} that are long enough to be a sentence of a post.\n"


def long_text() -> list[str]:
    """Return the lines of a text of nearly 100,000 characters."""
    lines = [SENTENCE.format(number) for number in range(2_000)]
    while sum(map(len, lines)) > 99_000:
        lines.pop()
    return lines


async def fastest_time(caller: Caller, path: str, rounds: int) -> float:
    """Return the time of the fastest of several: other processes only add to it."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        answer = await caller.call("GET", path)
        times.append(time.perf_counter() - began)
        assert answer.status == 200, answer.body
    return min(times)


async def make_history(ground: Ground, caller: Caller, versions: int) -> tuple[int, int]:
    """Return the id and the version of a post whose last edit changed every tenth line."""
    body: dict[str, Any] = {"title": "Much edited", "content": "First."}
    post_id = (await caller.call("POST", "/api/posts", body)).json["id"]
    ground.execute(ADD_VERSIONS, versions - 2, post_id)
    ground.execute(SET_VERSION, versions - 2, post_id)
    lines = long_text()
    for step in (0, 10):
        changed = [
            f"Other {each}" if step and n % step == 0 else each for n, each in enumerate(lines)
        ]
        answer = await caller.call("PATCH", f"/api/posts/{post_id}", {"content": "".join(changed)})
        assert answer.status == 200, answer.body
    return post_id, versions


async def read_versions(ground: Ground, versions: int) -> Finding:
    """Read the first page, one version, and the difference of two long texts."""
    async with (
        ground.staffed(RATE_LIMITS_ENABLED="false") as (api, staff),
        Caller(api.port, staff.author) as caller,
    ):
        post_id, last = await make_history(ground, caller, versions)
        path = f"/api/posts/{post_id}/revisions"
        rounds = min(ROUNDS, versions)
        page = await fastest_time(caller, path, rounds)
        one = await fastest_time(caller, f"{path}/{versions // 2}", rounds)
        diff = await fastest_time(caller, f"{path}/{last - 1}/diff", rounds)
        answer = await caller.call("GET", f"{path}/{last - 1}/diff")
        [[stored]] = ground.execute(
            "SELECT count(*)::int FROM post_revisions WHERE post_id = %s", post_id
        )
    return Finding(
        f"a post of {versions:,} versions, two of 100,000 characters; the fastest of {rounds}",
        [
            exactly("versions", stored, versions),
            within("first page", page * 1000, 5, " ms"),
            within("one version", one * 1000, 5, " ms"),
            within("diff of two long texts", diff * 1000, 50, " ms"),
            exactly("cut diffs", int(answer.json.get("truncated", False)), 0),
        ],
    )
