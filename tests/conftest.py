"""Fixtures: one server per run, one application per worker, empty tables for each test."""

import gc
import logging
import os
import time
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import ExitStack
from functools import partial
from types import SimpleNamespace

import httpx2
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from pydantic import SecretStr

from blog_api.auth.second_factor import proving
from blog_api.main import create_app
from blog_api.mfa import enrolment
from blog_api.settings import Settings
from tests.clients import CheckingTransport
from tests.database import (
    SERVER_VARIABLE,
    SERVING_VARIABLE,
    Emptier,
    in_database,
    make_clone,
    make_template,
    running_server,
    worker_name,
)
from tests.factories import World
from tests.patience import PATIENCE_S, running
from tests.second_factor import app as app_of_tests
from tests.secrets_watch import SecretsWatch

TEMPLATE_VARIABLE = "TEST_TEMPLATE_READY"
STACK = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the main process; workers inherit its address."""
    if TEMPLATE_VARIABLE in os.environ:
        return
    stack = config.stash[STACK] = ExitStack()
    urls = stack.enter_context(running_server())
    os.environ[SERVER_VARIABLE], os.environ[SERVING_VARIABLE] = urls
    make_template(*urls)
    os.environ[TEMPLATE_VARIABLE] = "yes"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without the garbage collector: nothing that is collected can be freed.

    After that its default thresholds would take a tenth of the time of the tests.
    """
    gc.disable()
    collected = yield
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()
    return collected


def pytest_unconfigure(config: pytest.Config) -> None:
    if STACK in config.stash:
        config.stash[STACK].close()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Use one event loop per worker, so that a pool can outlive a test."""
    return "asyncio"


@pytest.fixture(scope="session")
def watch() -> Iterator[SecretsWatch]:
    """Watch every logger at its lowest level."""
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
    yield
    leaks, watch.leaks = watch.leaks, []
    assert not leaks


@pytest.fixture(autouse=True)
def no_step_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock by which codes of apps are made and checked: a step may end at any time."""
    clock = SimpleNamespace(time=partial(float, time.time()))
    for module in (proving, enrolment, app_of_tests):
        monkeypatch.setattr(module, "time", clock)


@pytest.fixture(scope="session")
def private_key() -> str:
    """A smaller key than in production, as most tests are not about signing."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.fixture(scope="session")
def database_url() -> str:
    """Return the owner's URL of this worker's database, to inspect and empty it."""
    return make_clone(os.environ[SERVER_VARIABLE], f"blog_{worker_name()}")


@pytest.fixture(scope="session")
def serving_url(database_url: str) -> str:
    """Return the URL of the serving role, which has the least privileges."""
    return in_database(os.environ[SERVING_VARIABLE], f"blog_{worker_name()}")


@pytest.fixture(scope="session")
def settings(
    serving_url: str, private_key: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Return production settings, with cheap password hashing and a long deadline."""
    return Settings(
        _env_file=None,
        database_url=SecretStr(serving_url),
        blog_data_dir=tmp_path_factory.mktemp("data"),
        jwt_private_key=SecretStr(private_key),
        bcrypt_rounds=4,
        rate_limits_enabled=False,
        send_mail=False,
        tidy_interval=0,
        request_deadline=PATIENCE_S,
    )


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    async with running(create_app(settings)) as app:
        yield app


@pytest.fixture(scope="session")
async def transport(app: FastAPI) -> CheckingTransport:
    """Check every response against the OpenAPI document."""
    return CheckingTransport(app)


@pytest.fixture(scope="session")
def emptier(database_url: str) -> Iterator[Emptier]:
    emptier = Emptier(database_url)
    yield emptier
    emptier.close()


@pytest.fixture
def clean(emptier: Emptier) -> Iterator[None]:
    yield
    emptier.empty()


@pytest.fixture
async def client(transport: CheckingTransport, clean: None) -> AsyncIterator[httpx2.AsyncClient]:
    """A client that sends no credentials of its own."""
    client = httpx2.AsyncClient(transport=transport, base_url="http://test")
    yield client
    await client.aclose()


@pytest.fixture
async def world(client: httpx2.AsyncClient, app: FastAPI) -> World:
    return World(client, app)
