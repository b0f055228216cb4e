"""A primary with a synchronous standby, and applications that use them."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from blog_api.db.migrations import migrate
from blog_api.db.roles import grant_rows
from blog_api.settings import Settings
from tests.applications import create_again
from tests.database import empty
from tests.factories import World
from tests.patience import PATIENCE_S, running
from tests.replication.servers import Server

Node = Callable[..., AbstractAsyncContextManager[World]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A primary and its standby."""

    primary: Server
    standby: Server


@contextmanager
def new_pair() -> Iterator[Pair]:
    """Start a primary with a standby; the schema is migrated before the standby is made."""
    folder = Path(tempfile.mkdtemp(prefix="blog-replication-"))
    folder.chmod(0o711)  # PostgreSQL's user needs access
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        primary = Server.primary(folder / "primary")
        stack.callback(primary.stop)
        migrate(primary.owner)
        grant_rows(primary.owner, primary.serving)
        standby = primary.standby(folder / "standby")
        stack.callback(standby.stop)
        yield Pair(primary, standby)


@pytest.fixture(scope="session")
def servers() -> Iterator[Pair]:
    """Yield the pair of all tests but those that promote its standby."""
    with new_pair() as pair:
        yield pair


@pytest.fixture(scope="session")
def settings(private_key: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings of an application; `node` adds the database."""
    return Settings(
        _env_file=None,
        blog_data_dir=tmp_path_factory.mktemp("data"),
        jwt_private_key=SecretStr(private_key),
        bcrypt_rounds=4,
        rate_limits_enabled=False,
        send_mail=False,
        tidy_interval=0,
        request_deadline=PATIENCE_S,
    )


@pytest.fixture
def pair(servers: Pair) -> Iterator[Pair]:
    """Yield both with synchronous replication; the next test finds them running and empty."""
    servers.primary.wait_for_standbys("standby")
    yield servers
    servers.standby.thaw()
    empty(servers.primary.owner)


@pytest.fixture
def node(pair: Pair, settings: Settings) -> Node:
    """Return a context manager that runs one more application of the pair.

    It is patient unless the test sets a deadline.
    """

    @asynccontextmanager
    async def run(**changes: Any) -> AsyncIterator[World]:
        own = {"database_url": SecretStr(pair.primary.serving), **changes}
        app = create_again(settings.model_copy(update=own))
        is_patient = "request_deadline" not in changes
        context = running(app) if is_patient else app.router.lifespan_context(app)
        async with context, client_of(app) as client:
            yield World(client, app)

    return run


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
