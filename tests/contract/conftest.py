"""Fixtures of the contract tests."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import psycopg
import pytest
from fastapi import FastAPI

from tests.clients import CheckingTransport
from tests.photograph import Photograph
from tests.stage import Stage, build_stage, photographer


@pytest.fixture(scope="module")
async def stage(
    app: FastAPI, transport: CheckingTransport, database_url: str
) -> AsyncIterator[Stage]:
    """Built once a module; a test that changes it restores it."""
    client = httpx2.AsyncClient(transport=transport, base_url="http://test")
    with photographer(database_url) as connection:
        stage = await build_stage(app, client)
        stage.photograph = Photograph(connection)
        yield stage
    await client.aclose()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the statements that psycopg sends."""
    sent: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def remember(
        self: psycopg.AsyncCursor[Any], query: bytes | str, *given: Any, **options: Any
    ) -> psycopg.AsyncCursor[Any]:
        if isinstance(query, bytes):  # Text is the setup of a connection by the pool.
            sent.append(query.decode())
        return await execute(self, query, *given, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", remember)
    return sent
