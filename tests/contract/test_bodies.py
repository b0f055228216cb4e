"""Bodies: bounded, JSON where required, and never quoted in errors."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

from blog_api.http.middleware.body_limit import MAX_BODY_BYTES, MAX_BULK_BYTES, MAX_TEXT_BYTES
from blog_api.http.openapi.declarations import json_body_of
from tests.contract.operations import PUBLIC, Operation, operations
from tests.factories import World

JSON = {"Content-Type": "application/json"}
CANARY = "canary-5f1c"
PIECE = 100_000
TOO_LARGE = b" " * (MAX_TEXT_BYTES + 1)
LARGEST = {
    "POST /api/posts": MAX_TEXT_BYTES,
    "PUT /api/posts/{post_id}": MAX_TEXT_BYTES,
    "PATCH /api/posts/{post_id}": MAX_TEXT_BYTES,
    "POST /api/posts/{post_id}/comments": MAX_TEXT_BYTES,
    "PATCH /api/comments/{comment_id}": MAX_TEXT_BYTES,
    "PUT /api/posts/{post_id}/working-copy": MAX_TEXT_BYTES,
    "POST /api/posts/{post_id}/revisions/redact": MAX_TEXT_BYTES,
    "POST /api/comments/bulk-delete": MAX_BULK_BYTES,
    "POST /api/comments/bulk-restore": MAX_BULK_BYTES,
    "POST /api/posts/bulk-delete": MAX_BULK_BYTES,
    "POST /api/posts/bulk-restore": MAX_BULK_BYTES,
    "POST /api/posts/bulk-update": MAX_BULK_BYTES,
    "POST /api/posts/bulk-transfer": MAX_BULK_BYTES,
}
NOT_JSON = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/xml",
]
MALFORMED = [
    b"{",
    b"null",
    b"[]",
    b"1",
    b"\xff\xfe",
    b'{"a": NaN}',
    b'{"a": "\\ud800"}',
]
WRITTEN = '{"title": "t", "content": "c"}'
UNREADABLE = [
    b"{",
    b'{"a": "\xff"}',
    b'{"a": "\xed\xa0\x80"}',
    b"[" * 2_000 + b"]" * 2_000,
    b"[" * 100_000,
    b'{"a": %b}' % (b"9" * 5_000),
    WRITTEN.encode("utf-16"),
    WRITTEN.encode("utf-16-le"),
    WRITTEN.encode("utf-32"),
]


async def as_stream(body: bytes) -> AsyncIterator[bytes]:
    """Yield a body without a declared length."""
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]


def with_json(app: FastAPI) -> list[Operation]:
    return [operation for operation in operations(app) if json_body_of(operation.route)]


def needs_body(operation: Operation) -> bool:
    body = json_body_of(operation.route)
    return body is not None and not body.optional


async def test_a_body_that_is_too_large_is_refused(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    headers = (await world.admin()).headers | JSON
    for operation in with_json(app):
        too_large = b" " * (LARGEST.get(operation.name, MAX_BODY_BYTES) + 1)
        for content in (too_large, as_stream(too_large)):
            answer = await client.request(
                operation.method, operation.path, content=content, headers=headers
            )
            assert answer.status_code == 413, operation.name
            assert answer.json()["code"] == "body_too_large"


async def test_the_largest_body_is_read(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    headers = (await world.admin()).headers | JSON
    for operation in with_json(app):
        largest = b" " * LARGEST.get(operation.name, MAX_BODY_BYTES)
        answer = await client.request(
            operation.method, operation.path, content=largest, headers=headers
        )
        assert answer.status_code == 422, operation.name


def test_the_document_says_how_large_a_body_may_be(app: FastAPI) -> None:
    assert LARGEST.keys() <= {operation.name for operation in operations(app)}
    for operation in operations(app):
        entry = app.openapi()["paths"][operation.route.path_format][operation.method.lower()]
        if "multipart/form-data" in entry.get("requestBody", {}).get("content", {}):
            assert "at most 5,242,880 bytes" in entry["requestBody"]["description"]
        elif "requestBody" in entry:
            most = LARGEST.get(operation.name, MAX_BODY_BYTES)
            assert entry["requestBody"]["description"] == f"At most {most:,} bytes.", operation.name


async def test_who_calls_is_decided_before_how_much_they_send(
    app: FastAPI, client: httpx2.AsyncClient
) -> None:
    for operation in with_json(app):
        if operation.name not in PUBLIC:
            for content in (TOO_LARGE, as_stream(TOO_LARGE)):
                answer = await client.request(operation.method, operation.path, content=content)
                assert answer.status_code == 401, operation.name


async def test_a_form_that_is_too_large_is_refused(client: httpx2.AsyncClient) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/api/auth/login", "/api/auth/refresh", "/api/auth/logout"):
        fields = b"username=%s&password=%s" % (b"x" * 750_000, b"x" * 750_000)
        for content in (fields[: MAX_BODY_BYTES + 1], as_stream(fields)):
            answer = await client.post(path, content=content, headers=headers)
            assert answer.status_code == 413, path


@pytest.mark.parametrize("media_type", NOT_JSON)
async def test_what_is_not_called_json_is_refused(
    app: FastAPI, client: httpx2.AsyncClient, world: World, media_type: str
) -> None:
    headers = (await world.admin()).headers | {"Content-Type": media_type}
    for operation in with_json(app):
        answer = await client.request(
            operation.method, operation.path, content=b'{"a": 1}', headers=headers
        )
        assert answer.status_code == 415, operation.name


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:12]))
async def test_what_is_malformed_is_422(
    app: FastAPI, client: httpx2.AsyncClient, world: World, body: bytes
) -> None:
    headers = (await world.admin()).headers | JSON
    for operation in with_json(app):
        answer = await client.request(
            operation.method, operation.path, content=body, headers=headers
        )
        if body != b"null" or needs_body(operation):
            assert answer.status_code == 422, (operation.name, answer.status_code)


@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: repr(body[:12]))
async def test_what_cannot_be_read_is_told_as_broken_json_is(
    app: FastAPI, client: httpx2.AsyncClient, world: World, body: bytes
) -> None:
    headers = (await world.admin()).headers | JSON
    for operation in with_json(app):
        answer = await client.request(
            operation.method, operation.path, content=body, headers=headers
        )
        problem = answer.json()
        if len(body) > LARGEST.get(operation.name, MAX_BODY_BYTES):
            assert answer.status_code == 413
            continue
        kinds = {"too_many_values" if len(body) == 100_000 else "json_invalid"}
        assert (answer.status_code, problem["code"]) == (422, "invalid_input"), operation.name
        assert {error["type"] for error in problem["errors"]} == kinds, operation.name
        assert len(answer.content) < PIECE


async def test_json_with_a_byte_order_mark_is_read(
    client: httpx2.AsyncClient, world: World
) -> None:
    """RFC 8259 §8.1 permits it; some editors write one."""
    body = b'\xef\xbb\xbf{"title": "Gr\xc3\xbc\xc3\x9fe", "content": "c"}'
    headers = (await world.user()).headers | JSON
    answer = await client.post("/api/posts", content=body, headers=headers)
    assert (answer.status_code, answer.json()["title"]) == (201, "Gr\xfc\xdfe")


async def test_422_never_repeats_what_was_sent(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    headers = (await world.admin()).headers
    for operation in with_json(app):
        answer = await client.request(
            operation.method, operation.path, json={CANARY: CANARY}, headers=headers
        )
        assert answer.status_code == 422, operation.name
        assert {tuple(error) for error in answer.json()["errors"]} == {("loc", "msg", "type")}
        assert CANARY not in answer.text.replace(f'"{CANARY}"], "msg"', "")


async def test_a_refusal_never_repeats_an_address(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    headers = (await world.admin()).headers
    for operation in operations(app):
        documented = app.openapi()["paths"][operation.route.path_format][operation.method.lower()]
        given = documented.get("parameters", [])
        for name in [each["name"] for each in given if each["in"] == "query"]:
            answer = await client.request(
                operation.method, operation.path, params={name: CANARY}, headers=headers
            )
            assert answer.is_success or CANARY not in answer.text, operation.name
