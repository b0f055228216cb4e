"""Fixtures: one server a run, one application a worker, empty tables for each test."""

import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack

import httpx2
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from pydantic import SecretStr

from blog_api.main import create_app
from blog_api.settings import Settings
from tests.clients import CheckingTransport
from tests.database import (
    SERVER_VARIABLE,
    SERVING_VARIABLE,
    empty,
    in_database,
    make_clone,
    make_template,
    running_server,
)
from tests.factories import World
from tests.secrets_watch import SecretsWatch

TEMPLATE_VARIABLE = "TEST_TEMPLATE_READY"
STACK = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """The process that starts the run starts the server; workers inherit its address."""
    if TEMPLATE_VARIABLE in os.environ:
        return
    stack = config.stash[STACK] = ExitStack()
    urls = stack.enter_context(running_server())
    os.environ[SERVER_VARIABLE], os.environ[SERVING_VARIABLE] = urls
    make_template(*urls)
    os.environ[TEMPLATE_VARIABLE] = "yes"


def pytest_unconfigure(config: pytest.Config) -> None:
    """And stops it."""
    if STACK in config.stash:
        config.stash[STACK].close()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """One event loop a worker, so that a pool can outlive a test."""
    return "asyncio"


@pytest.fixture(scope="session")
def watch() -> Iterator[SecretsWatch]:
    """On every logger, down to its least word."""
    watch = SecretsWatch()
    root = logging.getLogger()
    level = root.level
    root.addHandler(watch)
    root.setLevel(logging.DEBUG)
    yield watch
    root.setLevel(level)
    root.removeHandler(watch)


@pytest.fixture(autouse=True)
def nothing_secret_is_logged(watch: SecretsWatch) -> Iterator[None]:
    """Whatever a test is about."""
    yield
    leaks, watch.leaks = watch.leaks, []
    assert not leaks


@pytest.fixture(scope="session")
def private_key() -> str:
    """A smaller key than in production: signing is not what most tests are about."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.fixture(scope="session")
def database_url() -> str:
    """A database of this worker's own, for its owner: for looking behind, and for emptying it."""
    return make_clone(os.environ[SERVER_VARIABLE], f"blog_{worker_name()}")


@pytest.fixture(scope="session")
def serving_url(database_url: str) -> str:
    """The same for the role that the application serves as, which may do no more than it must."""
    return in_database(os.environ[SERVING_VARIABLE], f"blog_{worker_name()}")


def worker_name() -> str:
    """Of this process of the run."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def settings(
    serving_url: str, private_key: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """As in production, but for the price of a password."""
    return Settings(
        _env_file=None,
        database_url=SecretStr(serving_url),
        blog_data_dir=tmp_path_factory.mktemp("data"),
        jwt_private_key=SecretStr(private_key),
        bcrypt_rounds=4,
        rate_limits_enabled=False,
        send_mail=False,
    )


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The application, started."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def transport(app: FastAPI) -> CheckingTransport:
    """Holds every answer against the OpenAPI document."""
    return CheckingTransport(app)


@pytest.fixture
def clean(database_url: str) -> Iterator[None]:
    """Nothing is left for the next test."""
    yield
    empty(database_url)


@pytest.fixture
async def client(transport: CheckingTransport, clean: None) -> AsyncIterator[httpx2.AsyncClient]:
    """A client that sends no credentials of its own."""
    client = httpx2.AsyncClient(transport=transport, base_url="http://test")
    yield client
    await client.aclose()


@pytest.fixture
async def world(client: httpx2.AsyncClient, app: FastAPI) -> World:
    """Whoever and whatever a test is not about."""
    return World(client, app)
