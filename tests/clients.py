"""A client that checks every response against the OpenAPI document."""

import json
import re
import sys
from typing import Any

import httpx2
from fastapi import FastAPI
from typing_extensions import override

from tests.secrets_watch import require_no_secret

# The client of tests looks for this package in each request; it is not installed.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]  # documented: no import finds it
PROBLEM = "application/problem+json"
FORM_ERRORS = {"/api/auth/login", "/api/auth/refresh", "/api/auth/logout"}


class CheckingTransport(httpx2.ASGITransport):
    """Fail a test whose response the document does not announce."""

    def __init__(
        self, app: FastAPI, address: str = "127.0.0.1", operations: "Operations | None" = None
    ) -> None:
        super().__init__(app=app, client=(address, 123))
        self.operations = operations or documented_operations(app.openapi())

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        await response.aread()
        check(self.operations, request, response)
        return response


Operations = list[tuple[str, re.Pattern[str], str, dict[str, Any]]]
# Headers that a response carries if and only if the document says so; but a hard delete has no
# deletion, and of the conflicts only one passes by itself.
TOLD = {"etag", "link", "location", "retry-after", "www-authenticate", "deletion-id"}


def documented_operations(document: dict[str, Any]) -> Operations:
    """Return method, path pattern, path and responses; fixed paths before parametrised ones."""
    operations = [
        (
            method.upper(),
            re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)),
            path,
            op["responses"],
        )
        for path, methods in document["paths"].items()
        for method, op in methods.items()
    ]
    return sorted(operations, key=lambda operation: operation[2].count("{"))


def check(operations: Operations, request: httpx2.Request, response: httpx2.Response) -> None:
    """Require a documented status, a request id, and the one form of an error."""
    assert "x-request-id" in response.headers
    assert response.headers["x-content-type-options"] == "nosniff"
    if "image" not in response.headers.get("content-type", ""):
        require_no_secret(request.url.path, response.text)
    method = "GET" if request.method == "HEAD" else request.method
    path = request.url.path
    path = path.rstrip("/") if path.startswith("/api/") else path
    fixed = {template for _, _, template, _ in operations if "{" not in template}
    for known_method, pattern, template, answers in operations:
        is_here = template == path if path in fixed else pattern.fullmatch(path)
        if method == known_method and is_here:
            place = f"{method} {template}: {response.status_code}"
            assert str(response.status_code) in answers, place
            check_headers(answers[str(response.status_code)], request, response, place)
            break
    if response.status_code >= 400 and request.method != "HEAD":
        check_problem(response)


def check_headers(
    documented: dict[str, Any], request: httpx2.Request, response: httpx2.Response, place: str
) -> None:
    """Require every announced header, and no other."""
    announced = TOLD & {name.lower() for name in documented.get("headers", {})}
    sent = TOLD & set(response.headers)
    optional = {"deletion-id"} if "hard_delete=true" in str(request.url) else set()
    optional |= {"retry-after"} if response.status_code == 409 else set()
    # A 403 names a scope only if that is what the token lacks.
    optional |= {"www-authenticate"} if response.status_code == 403 else set()
    # Lists have an ETag for shared caches, which store nothing personal.
    optional |= {"etag"} if "authorization" in request.headers else set()
    assert announced - optional == sent - optional, place


def check_problem(response: httpx2.Response) -> None:
    """Check an error against RFC 9457, or RFC 6749 §5.2."""
    body = json.loads(response.content)
    if "error" in body:
        second = {"mfa_token", "mfa_methods"} if body["error"] == "mfa_required" else set()
        assert set(body) == {"error", "error_description"} | second
        return
    assert response.headers["content-type"] == PROBLEM
    assert body["status"] == response.status_code
    assert {"type", "title", "detail", "code", "request_id"} <= set(body)
    if response.status_code == 422:
        check_faults(body["errors"])


def check_faults(faults: list[dict[str, Any]]) -> None:
    """Require every 422 to name its fields, whatever its code, in at most 20 entries."""
    assert 1 <= len(faults) <= 20
    for fault in faults:
        assert fault.keys() == {"loc", "msg", "type"}
        assert fault["loc"][0] in {"body", "query", "path", "header"}
        assert not fault["msg"].startswith("Value error")
