"""A primary with a synchronous standby, and applications that use them."""

import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    ExitStack,
    asynccontextmanager,
    contextmanager,
)
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


NewPair = Callable[[], AbstractContextManager[Pair]]


@contextmanager
def new_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="blog-replication-"))
    folder.chmod(0o711)  # PostgreSQL's user needs access
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def used_primary() -> Iterator[Path]:
    """Folder of a migrated primary, made once to be copied: creating it takes seconds."""
    with new_folder() as folder:
        primary = Server.new(folder / "primary")
        primary.start()
        migrate(primary.owner)
        grant_rows(primary.owner, primary.serving)
        primary.stop()
        yield primary.data_dir


@pytest.fixture(scope="session")
def new_pair(used_primary: Path) -> NewPair:
    """Return a context manager that runs one more primary with a standby."""

    @contextmanager
    def run() -> Iterator[Pair]:
        with new_folder() as folder, ExitStack() as stack:
            subprocess.run(["/bin/cp", "-a", used_primary, folder], check=True)  # our own folders
            primary = Server(folder / used_primary.name)
            stack.callback(primary.stop)
            primary.start()
            standby = primary.standby(folder / "standby")
            stack.callback(standby.stop)
            yield Pair(primary, standby)

    return run


@pytest.fixture(scope="session")
def servers(new_pair: NewPair) -> Iterator[Pair]:
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
