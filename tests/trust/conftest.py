"""A second application with other settings."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

import httpx2
import pytest

from blog_api.settings import Settings
from tests.applications import create_again
from tests.clients import CheckingTransport, Operations
from tests.factories import World
from tests.patience import running
from tests.trust.fetching import Fetching

Opening = Callable[..., AbstractAsyncContextManager[World]]
POOL_SIZE: Final = 3
# The document of an application takes half a second, and its responses depend on the routes alone.
DOCUMENTED: dict[int, Operations] = {}  # by the number of routes


@pytest.fixture
def open_world(settings: Settings, clean: None) -> Opening:
    """Yield a factory of worlds with settings of their own, each for the duration of a block.

    Statements, locks and the pool wait for a minute, unless the test is about their timeouts. Few
    connections are opened, as each takes 10 ms of the processor.
    """

    @asynccontextmanager
    async def opening(*, patient: bool = True, **changes: Any) -> AsyncIterator[World]:
        few: dict[str, Any] = {"database_pool_size": POOL_SIZE}
        app = create_again(settings.model_copy(update=few | changes))
        async with running(app) if patient else app.router.lifespan_context(app):
            transport = CheckingTransport(app, operations=DOCUMENTED.get(len(app.routes)))
            DOCUMENTED[len(app.routes)] = transport.operations
            async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
                yield World(client, app)

    return opening


@pytest.fixture
def fetching(monkeypatch: pytest.MonkeyPatch) -> Fetching:
    """Count fetched results from now on."""
    return Fetching(monkeypatch)
