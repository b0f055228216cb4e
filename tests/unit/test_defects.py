"""Unexpected exceptions: a 500 of the one form, without details."""

from collections.abc import AsyncIterator, Callable

import httpx2
import psycopg
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from starlette.middleware import Middleware

from blog_api.http.client_ip import Proxies
from blog_api.http.errors import add_error_handlers
from blog_api.http.middleware.request_context import RequestContextMiddleware

SECRET = "DETAIL: Key (email)=(ada@example.com)"


class SurpriseError(Exception):
    """An exception without a handler."""


async def break_halfway() -> AsyncIterator[bytes]:
    yield b"half of it"
    raise SurpriseError


def app_that_raises(error: Exception) -> FastAPI:
    """Return the real outermost layer and exception handlers around a failing route."""
    app = FastAPI(middleware=[Middleware(RequestContextMiddleware)])
    app.state.proxies = Proxies(())
    add_error_handlers(app)

    @app.get("/defect")
    async def defect() -> None:
        raise error

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(break_halfway())

    return app


def client_of(error: Exception) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app_that_raises(error))
    return httpx2.AsyncClient(transport=transport, base_url="http://test")


@pytest.mark.parametrize(
    "error",
    [
        SurpriseError(SECRET),
        psycopg.ProgrammingError(SECRET),
        psycopg.errors.UniqueViolation(SECRET),
    ],
)
async def test_the_client_learns_only_whom_to_ask(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    async with client_of(error) as client:
        answer = await client.get("/defect", headers={"X-Request-ID": "mine"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "mine"
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ada@example.com" not in answer.text
    assert "unhandled error" in caplog.text


@pytest.mark.parametrize(
    ("make", "status", "retry_after"),
    [
        (TimeoutError, 503, "1"),
        (psycopg.errors.LockNotAvailable, 503, "1"),
        (psycopg.errors.QueryCanceled, 503, "1"),
        (psycopg.errors.AdminShutdown, 503, "2"),
        (psycopg.errors.TooManyConnections, 503, "2"),
        (psycopg.OperationalError, 503, "2"),
        (psycopg.errors.NumericValueOutOfRange, 422, None),
    ],
)
async def test_failures_that_mean_something(
    make: Callable[[str], Exception], status: int, retry_after: str | None
) -> None:
    async with client_of(make(SECRET)) as client:
        answer = await client.get("/defect")
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, retry_after)
    assert "ada@example.com" not in answer.text


async def test_an_answer_that_has_begun_is_cut_not_mended() -> None:
    """A second start of a response inside the first would pass for content."""
    async with client_of(SurpriseError()) as client:
        with pytest.raises(SurpriseError):
            await client.get("/stream")
