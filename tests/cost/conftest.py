"""The fixtures of the contract tests, and a meter of the application."""

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from fastapi import FastAPI

from tests.clients import CheckingTransport
from tests.cost.measuring import Meter, older_objects_aside
from tests.photograph import Photograph
from tests.stage import Stage, build_stage, photographer


@pytest.fixture(scope="module")
async def stage(
    app: FastAPI, transport: CheckingTransport, database_url: str
) -> AsyncIterator[Stage]:
    """Built once a module; a test that changes it puts it back."""
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        with photographer(database_url) as connection:
            stage = await build_stage(app, client)
            stage.photograph = Photograph(connection)
            yield stage


@pytest.fixture(scope="module")
def meter(app: FastAPI, database_url: str) -> Iterator[Meter]:
    with older_objects_aside():
        yield Meter(app, database_url)
