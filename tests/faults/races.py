"""Ten concurrent clients want one slug, at each isolation level, or repeat one request's key."""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from tests.faults.finding import Finding, exactly
from tests.faults.ground import Ground
from tests.faults.people import Staff
from tests.faults.wire import Answer, Caller

LEVELS: Final = (r"read\ committed", r"repeatable\ read", "serializable")
RACERS: Final = 10
ONE_WINNER: Final = Counter({"won": 1, "slug_taken": RACERS - 1})
Try = Coroutine[Any, Any, Answer]


@asynccontextmanager
async def racers(port: int, staff: Staff, number: int = RACERS) -> AsyncIterator[list[Caller]]:
    """Open connections before the start."""
    async with AsyncExitStack() as stack:
        callers = [
            await stack.enter_async_context(Caller(port, staff.admin)) for _ in range(number)
        ]
        await asyncio.gather(*(caller.call("GET", "/health/live") for caller in callers))
        yield callers


async def race_for_slug(ground: Ground, rounds: int) -> Finding:
    """One client gets the slug, and every other a conflict that names the winner."""
    clean = 0
    seen: Counter[str] = Counter()
    for level in LEVELS:
        options = f"-c default_transaction_isolation={level}"
        async with ground.staffed(options) as (api, staff), racers(api.port, staff) as callers:
            for number in range(rounds):
                outcomes = await race_once(callers, restoring=bool(number % 2))
                clean += outcomes == ONE_WINNER
                seen += outcomes
    others = sum(seen.values()) - seen["won"] - seen["slug_taken"]
    return Finding(
        f"10 creates, or 5 creates and 5 restores, of one slug; {rounds} rounds at each of "
        f"{len(LEVELS)} isolation levels",
        [
            exactly("rounds with one winner and nine 409", clean, rounds * len(LEVELS)),
            exactly("other answers", others, 0),
        ],
    )


async def race_once(callers: list[Caller], *, restoring: bool) -> Counter[str]:
    """Return the outcome for each."""
    slug = f"race-{secrets.token_hex(6)}"
    trashed = [await trash_one(caller, slug) for caller in callers[:5]] if restoring else []
    tries: list[Try] = [restore(c, i) for c, i in zip(callers, trashed, strict=False)]
    tries += [create(caller, slug) for caller in callers[len(trashed) :]]
    return Counter(map(outcome, await asyncio.gather(*tries)))


def outcome(answer: Answer) -> str:
    """Return the winner, or the code of an error."""
    return "won" if answer.is_success else str(answer.json["code"])


async def trash_one(caller: Caller, slug: str) -> int:
    """Create a post in the trash with the slug."""
    post = (await create(caller, slug)).json
    deleted = await caller.call("DELETE", f"/api/posts/{post['id']}")
    assert deleted.status == 204, deleted.body
    return int(post["id"])


def create(caller: Caller, slug: str) -> Try:
    return caller.call("POST", "/api/posts", {"title": "Race", "content": "", "slug": slug})


def restore(caller: Caller, post_id: int) -> Try:
    return caller.call("POST", f"/api/posts/{post_id}/restore")


async def repeat_one_key(ground: Ground, rounds: int) -> Finding:
    """One row is written, and all ten responses are equal."""
    rows = equal = 0
    async with ground.staffed() as (api, staff), racers(api.port, staff) as callers:
        for _ in range(rounds):
            key = f"key-{secrets.token_hex(8)}"
            answers = await asyncio.gather(*(create_once(caller, key) for caller in callers))
            equal += {(a.status, a.body) for a in answers} == {(201, answers[0].body)}
            [[number]] = ground.execute("SELECT count(*) FROM posts WHERE title = %s", key)
            rows += number
    return Finding(
        f"{RACERS} equal POSTs with one key, {rounds} rounds",
        [
            exactly("rounds with equal answers", equal, rounds),
            exactly("rows", rows, rounds),
        ],
    )


def create_once(caller: Caller, key: str) -> Try:
    body = {"title": key, "content": ""}
    return caller.call("POST", "/api/posts", body, Idempotency_Key=key)
