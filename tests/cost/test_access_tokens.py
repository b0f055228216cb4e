"""A request with a personal access token costs what one with a session costs."""

from typing import Any, Final

import psycopg
import pytest

from blog_api.scopes import Scope
from tests.access_tokens import make_token
from tests.cost.measuring import Calls
from tests.factories import World
from tests.figures import log_event

PATHS: Final = ("/api/posts?limit=1", "/api/users/me", "/api/posts?author=me")
ROUNDS: Final = 10
AT_MOST: Final = 1.05


@pytest.mark.parametrize("path", PATHS)
async def test_calls_and_statements(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await world.user()
    await world.post(ada)
    token = await make_token(world, ada, Scope.POSTS_READ, Scope.PROFILE_READ)
    sent: dict[str, int] = {"session": 0, "token": 0}
    calls = {"session": Calls(), "token": Calls()}
    headers = {"session": ada.headers, "token": token.headers}
    execute, kinds = psycopg.AsyncCursor.execute, ["session"]

    async def count(
        self: psycopg.AsyncCursor[Any], query: bytes | str, *given: Any, **options: Any
    ) -> psycopg.AsyncCursor[Any]:
        sent[kinds[0]] += 1
        return await execute(self, query, *given, **options)

    async def ask(kind: str) -> None:
        kinds[0] = kind
        answer = await world.client.get(path, headers=headers[kind])
        assert answer.status_code == 200, answer.text

    for _ in range(8):  # psycopg prepares a statement at its fifth run; the last use is stored
        await ask("session")
        await ask("token")
    monkeypatch.setattr(psycopg.AsyncCursor, "execute", count)
    for _ in range(ROUNDS):
        for kind, counter in calls.items():
            with counter.counted():
                await ask(kind)
    ratio = calls["token"].count / calls["session"].count
    log_event("access_token_cost", calls_per_mille=round(ratio * 1000), statements=sent["token"])
    assert sent["token"] == sent["session"]
    assert ratio <= AT_MOST
