"""Mutated personal access tokens: all are rejected, and a wrong checksum costs no statement."""

import os
import random
from typing import Any, Final

import psycopg
import pytest

from blog_api.token_format import hash_if_valid, new_token
from tests.access_tokens import make_token
from tests.factories import World
from tests.figures import log_event
from tests.raw_client import send_raw
from tests.token_mutations import mutate

OVER_HTTP: Final = int(os.environ.get("FUZZ_MUTATIONS", "2000"))
OF_THE_TEXT: Final = 20_000


def mutations(token: str, count: int) -> list[str]:
    """Spaces at the end of a header belong to no token."""
    texts = [mutate(token, random.Random(seed)) for seed in range(count)]  # noqa: S311  # repeatable mutations
    return [text for text in texts if text.strip(" ") != token]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sent: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def remember(
        self: psycopg.AsyncCursor[Any], query: bytes | str, *given: Any, **options: Any
    ) -> psycopg.AsyncCursor[Any]:
        sent.append(str(query))
        return await execute(self, query, *given, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", remember)
    return sent


async def test_mutations_over_http(world: World, statements: list[str]) -> None:
    token = await make_token(world, await world.user())
    texts = mutations(token.text, OVER_HTTP)
    statements.clear()
    answers = []
    for text in texts:
        value = b"Bearer " + text.encode("latin-1")
        headers = [(b"authorization", value), (b"x-request-id", b"same")]
        answers.append(await send_raw(world.app, "GET", "/api/auth/whoami", headers))
    log_event(
        "access_tokens",
        requests=len(answers),
        accepted=sum(answer.is_success for answer in answers),
        server_errors=sum(answer.is_server_error for answer in answers),
        statements=len(statements),
    )
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}
    assert statements == []


def test_mutations_of_the_text_have_a_wrong_checksum() -> None:
    token = new_token()
    assert hash_if_valid(token) is not None
    passed = [text for text in mutations(token, OF_THE_TEXT) if hash_if_valid(text) is not None]
    assert passed == []


async def test_a_right_checksum_of_no_token_is_looked_up_once(
    world: World, statements: list[str]
) -> None:
    await world.user()
    statements.clear()
    headers = {"Authorization": f"Bearer {new_token()}"}
    answer = await world.client.get("/api/auth/whoami", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
    assert len(statements) == 1
