"""Costs of a malformed body: processor time, response size, number of errors."""

import os
import time
from collections.abc import Iterator
from itertools import islice

import httpx2
import pytest
from fastapi import FastAPI

from blog_api.http.middleware.body_limit import MAX_BODY_BYTES
from blog_api.main import create_app
from blog_api.settings import Settings
from tests.contract.test_bodies import JSON, LARGEST, with_json
from tests.cost.bounds import SLACK
from tests.cost.measuring import older_objects_aside
from tests.factories import World
from tests.raw_client import send_raw

# Bounds of a response, also to the worst body (docs/proving.md), times the slack of a busy machine.
MAX_ANSWER = 16_384
MAX_CPU_S = 0.1 * SLACK
STEP = 1 if "FUZZ_ALL" in os.environ else 4


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with older_objects_aside():
        yield


def fill(unit: bytes, size: int, begin: bytes = b"[", end: bytes = b"0]") -> bytes:
    """Return a body of nearly that size."""
    return begin + unit * ((size - 32) // len(unit)) + end


def worst_bodies(size: int) -> Iterator[bytes]:
    """Yield bodies that are cheap to send and expensive to read."""
    names = b",".join(b'"%07d":0' % number for number in range((size - 32) // 12))
    yield b"{%b}" % names
    yield b"{%b}" % b",".join(b'"\\u%04x":0' % number for number in range(0x4000, 0x4000 + 1000))
    for unit in (b"[],", b"{},", b"1,", b"1e5,", b'"",', b"[[[[0]]]],", b'"\\"",'):
        yield fill(unit, size)
        yield fill(unit, size, b'{"ids":[', b"0]}")
        yield fill(unit, size, b'{"tags":[', b'""]}')
    yield fill(b"9", size, b"0.")
    yield fill(b'"\\ud83d\\ude00', size, b'{"', b'":0}')
    for unit in (b"\\u0001", b"\\\\", b'\\"', b"\xf0\x9f\x98\x80", b"["):
        yield fill(unit, size, b'{"', b'":0}')
        yield fill(unit, size, b'{"title":"', b'"}')


async def test_the_worst_bodies_cost_little(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    """Each body at a quarter of the operations, as all read a body by the same code."""
    headers = (await world.admin()).headers | JSON
    for offset, operation in enumerate(with_json(app)):
        bodies = worst_bodies(LARGEST.get(operation.name, MAX_BODY_BYTES))
        for body in islice(bodies, offset % STEP, None, STEP):
            started = time.process_time()
            answer = await client.request(
                operation.method, operation.path, content=body, headers=headers
            )
            took = time.process_time() - started
            assert answer.status_code == 422, (operation.name, body[:40])
            assert len(answer.content) <= MAX_ANSWER, (operation.name, body[:40])
            assert took < MAX_CPU_S, (operation.name, body[:40])


async def test_422_has_at_most_twenty_errors_and_says_how_many_more(
    client: httpx2.AsyncClient, world: World
) -> None:
    headers = (await world.user()).headers
    unknown = {f"{'name' * 50}{number}": 0 for number in range(100)}
    answer = await client.post("/api/posts", json=unknown, headers=headers)
    problem = answer.json()
    assert answer.status_code == 422
    assert len(problem["errors"]) == 20
    assert problem["more_errors"] == 100 + 2 - 20, "the title and the content are missing too"
    assert max(len(part) for error in problem["errors"] for part in error["loc"]) <= 41
    few = await client.post("/api/posts", json={}, headers=headers)
    assert "more_errors" not in few.json()


async def test_too_many_values_are_refused_and_many_commas_are_not(
    client: httpx2.AsyncClient, world: World
) -> None:
    headers = (await world.user()).headers
    answer = await client.post("/api/posts", json={"title": [0] * 3000}, headers=headers)
    assert [error["type"] for error in answer.json()["errors"]] == ["too_many_values"]
    text = '[{",}]\\"\\\\' * 9_000
    answer = await client.post(
        "/api/posts", json={"title": text[:200], "content": text}, headers=headers
    )
    assert (answer.status_code, answer.json()["content"]) == (201, text)


async def test_an_address_is_limited_before_its_body_is_read(
    settings: Settings, clean: None
) -> None:
    app = create_app(settings.model_copy(update={"rate_limits_enabled": True}))
    headers = ((b"content-type", b"application/json"), (b"content-length", b"9"))
    async with app.router.lifespan_context(app):
        for path, most in {"/api/users": 120, "/api/auth/password/forgot": 20}.items():
            for _ in range(most):
                assert (await send_raw(app, "POST", path, headers, b"malformed")).status_code == 422
            answer = await send_raw(app, "POST", path, headers, b"malformed")
            assert answer.status_code == 429, path
