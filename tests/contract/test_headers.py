"""Every response has security headers and a request id; CORS only for configured origins."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

from blog_api.main import create_app
from blog_api.settings import Settings
from tests.clients import CheckingTransport
from tests.contract.operations import operations

OURS = "https://blog.example"
MADE = re.compile(r"[0-9a-f]{32}")
ANSWERS = {
    200: ("GET", "/health/live", b""),
    401: ("GET", "/api/users/me", b""),
    404: ("GET", "/api/posts/999999999", b""),
    405: ("PATCH", "/api/posts", b""),
    413: ("POST", "/api/users", b"x" * 1_500_001),
    415: ("POST", "/api/users", b"plain"),
    422: ("GET", "/api/posts?limit=0", b""),
}
PREFLIGHT = {"Access-Control-Request-Method": "PATCH"}


@pytest.fixture
async def cors_client(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client of an application with a CORS origin; no database is needed."""
    app = create_app(
        settings.model_copy(update={"client_origins": (OURS,), "cors_headers": ("X-Our-Client",)})
    )
    transport = CheckingTransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("status", ANSWERS)
async def test_every_answer_is_hardened(client: httpx2.AsyncClient, status: int) -> None:
    method, path, content = ANSWERS[status]
    answer = await client.request(method, path, content=content)
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-frame-options"] == "DENY"
    for directive in ("default-src", "base-uri", "frame-ancestors"):
        assert f"{directive} 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("given", ["a", "x" * 128, "4bf92f35-77b3", "!\"#$%&'()*~"])
async def test_a_request_keeps_its_id(client: httpx2.AsyncClient, given: str) -> None:
    answer = await client.get("/api/nothing", headers={"X-Request-ID": given})
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == given


@pytest.mark.parametrize("given", [None, "", "x" * 129, "two words", "tab\there", "é", "\x7f"])
async def test_an_id_is_made_for_a_request_without_a_good_one(
    client: httpx2.AsyncClient, given: str | None
) -> None:
    headers = {} if given is None else {b"X-Request-ID": given.encode("latin-1")}
    answer = await client.get("/api/nothing", headers=headers)
    assert MADE.fullmatch(answer.headers["x-request-id"])
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_ids_differ(client: httpx2.AsyncClient) -> None:
    ids = {(await client.get("/health/live")).headers["x-request-id"] for _ in range(10)}
    assert len(ids) == 10


async def test_a_configured_origin_may_read_and_write(cors_client: httpx2.AsyncClient) -> None:
    answer = await cors_client.get("/health/live", headers={"Origin": OURS})
    assert answer.headers["access-control-allow-origin"] == OURS
    assert "Origin" in answer.headers["vary"]
    exposed = answer.headers["access-control-expose-headers"].split(", ")
    assert {"ETag", "Link", "Location", "Deletion-Id", "X-Request-ID", "Retry-After"} <= set(
        exposed
    )
    wanted = {"Access-Control-Request-Headers": "authorization, content-type, if-match"}
    preflight = await cors_client.options(
        "/api/posts/1", headers={"Origin": OURS} | PREFLIGHT | wanted
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == OURS
    assert "PATCH" in preflight.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    "name",
    ["traceparent", "tracestate", "baggage", "sentry-trace", "X-Requested-With", "X-Our-Client"],
)
async def test_a_page_may_send_the_headers_of_its_tracer_and_configured_ones(
    cors_client: httpx2.AsyncClient, name: str
) -> None:
    wanted = {"Access-Control-Request-Headers": name}
    preflight = await cors_client.options(
        "/api/posts", headers={"Origin": OURS} | PREFLIGHT | wanted
    )
    assert preflight.status_code == 200
    allowed = preflight.headers["access-control-allow-headers"].lower().split(", ")
    assert name.lower() in allowed


async def test_a_page_may_send_no_other_header(cors_client: httpx2.AsyncClient) -> None:
    wanted = {"Access-Control-Request-Headers": "X-Unheard-Of"}
    preflight = await cors_client.options(
        "/api/posts", headers={"Origin": OURS} | PREFLIGHT | wanted
    )
    assert preflight.status_code == 400


async def test_a_configured_origin_may_use_every_method_there_is(
    app: FastAPI, cors_client: httpx2.AsyncClient
) -> None:
    for method in {"HEAD"} | {operation.method for operation in operations(app)}:
        preflight = await cors_client.options(
            "/api/posts/1", headers={"Origin": OURS, "Access-Control-Request-Method": method}
        )
        assert preflight.status_code == 200, method


async def test_a_configured_origin_sees_refusals(cors_client: httpx2.AsyncClient) -> None:
    answer = await cors_client.get("/api/users/me", headers={"Origin": OURS})
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == OURS


@pytest.mark.parametrize("origin", ["https://evil.example", f"{OURS}.evil.example", "null"])
async def test_no_other_origin_is_let_in(cors_client: httpx2.AsyncClient, origin: str) -> None:
    answer = await cors_client.get("/health/live", headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers
    preflight = await cors_client.options("/api/posts", headers={"Origin": origin} | PREFLIGHT)
    assert preflight.status_code == 400
    assert "access-control-allow-origin" not in preflight.headers


async def test_options_is_for_cors_alone(
    client: httpx2.AsyncClient, cors_client: httpx2.AsyncClient
) -> None:
    assert (await cors_client.options("/api/posts")).status_code == 405
    without_origins = await client.options("/api/posts", headers={"Origin": OURS} | PREFLIGHT)
    assert without_origins.status_code == 400
    assert "access-control-allow-origin" not in without_origins.headers
