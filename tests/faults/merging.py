"""Twenty writers of one post, on connections of their own, who retry by merge."""

from typing import Any, Final

from tests.faults.finding import Finding, at_least, exactly
from tests.faults.ground import Ground
from tests.faults.people import Headers, log_in, register
from tests.faults.wire import Caller
from tests.races.writers import CONTENT, WRITERS, Ask, Outcome, Reply, read_remains, write_together

ADMINS: Final = 4


def asking(port: int, headers: Headers) -> Ask:
    async def ask(method: str, path: str, body: Any, if_match: str | None) -> Reply:
        condition = {"If-Match": if_match} if if_match else {}
        async with Caller(port, headers | condition) as caller:
            answer = await caller.call(method, path, body)
        return Reply(answer.status, answer.headers.get("etag"), answer.json)

    return ask


def statuses(outcome: Outcome) -> list[int]:
    return sorted(reply.status for reply in outcome.unexpected)


async def merge_writers(ground: Ground, lines: int) -> Finding:
    """Every acknowledged line is in the post, in a revision or in a working copy."""
    async with ground.api(RATE_LIMITS_ENABLED="false") as api:
        async with Caller(api.port, {}) as caller:
            people = [await register(caller) for _ in range(1 + ADMINS)]
            headers = [await log_in(caller, person) for person in people]
            for admin in people[1:]:
                ground.promote(admin["id"])
        asks = [asking(api.port, each) for each in headers]
        body = {"title": "Merged", "content": CONTENT}
        post_id = (await asks[0]("POST", "/api/posts", body, None)).json["id"]
        done = await write_together(asks, post_id, lines)
        remains = await read_remains(asks, post_id)
    return Finding(
        f"{WRITERS} writers of {len(people)} accounts, five in one paragraph, {lines} lines each, "
        f"{done.busy} times told to wait",
        [
            exactly("lines written", len(done.written), WRITERS * lines),
            exactly("acknowledged lines that are nowhere", len(remains.lost(done)), 0),
            exactly("written lines not in the post", len(remains.overwritten(done)), 0),
            exactly(f"unexpected responses {statuses(done)}", len(done.unexpected), 0),
            at_least("merges", done.merged, lines),
            at_least("conflicts", done.conflicts, 1),
        ],
    )
