"""Fixtures of the contract tests."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

from tests.clients import CheckingTransport
from tests.photograph import Photograph
from tests.stage import Stage, build_stage, photographer
from tests.statements import record


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
    return record(monkeypatch)
