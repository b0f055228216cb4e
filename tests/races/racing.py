"""Concurrent requests, and the rows after them."""

import asyncio
import os
import random
from collections.abc import Coroutine
from typing import Any, Final

import httpx2

from tests.factories import Person, World

ROUNDS: Final = int(os.environ.get("RACE_ROUNDS", "10"))
JITTER_S: Final = 0.004

Request = Coroutine[Any, Any, httpx2.Response]


async def race(*requests: Request) -> list[httpx2.Response]:
    """Return responses in the order of the requests, which start almost at once in any order."""
    tasks = list(enumerate(requests))
    random.shuffle(tasks)
    answers = await asyncio.gather(*(started(number, request) for number, request in tasks))
    return [answer for _, answer in sorted(answers, key=lambda pair: pair[0])]


async def started(number: int, request: Request) -> tuple[int, httpx2.Response]:
    """Start at once, or a moment later."""
    await asyncio.sleep(random.choice([0, random.uniform(0, JITTER_S)]))  # noqa: S311  # no secret
    return number, await request


def outcome(answer: httpx2.Response) -> tuple[int, str | None]:
    """Return the status, and the code of an error."""
    return answer.status_code, answer.json()["code"] if answer.status_code >= 400 else None


async def count(world: World, table_and_condition: str, *parameters: Any) -> int:
    """Return the number of rows."""
    statement = f"SELECT count(*) FROM {table_and_condition}"  # our own words
    [[number]] = await world.execute(statement, *parameters)
    return int(number)


async def restore(client: httpx2.AsyncClient, admin: Person, post_id: int) -> httpx2.Response:
    return await client.post(f"/api/posts/{post_id}/restore", headers=admin.headers)
