"""A client that checks every response against the OpenAPI document."""

import json
import logging
import re
import sys
from typing import Any

import httpx2
from fastapi import FastAPI
from typing_extensions import override

from tests.secrets_watch import require_no_secret

# The client of tests looks for this package in each request; it is not installed.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]  # documented: no import finds it
# It would log each request of each test, which no test reads.
logging.getLogger("httpx2").setLevel(logging.WARNING)
Operation = tuple[str, dict[str, Any]]
PROBLEM = "application/problem+json"
FORM_ERRORS = {"/api/auth/login", "/api/auth/refresh", "/api/auth/logout"}


class CheckingTransport(httpx2.ASGITransport):
    """Fail a test whose response the document does not announce."""

    def __init__(
        self, app: FastAPI, address: str = "127.0.0.1", operations: "Operations | None" = None
    ) -> None:
        super().__init__(app=app, client=(address, 123))
        self.operations = operations or Operations(app.openapi())

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        await response.aread()
        check(self.operations, request, response)
        return response


# Headers that a response carries if and only if the document says so; but a hard delete has no
# deletion, and of the conflicts only one passes by itself.
TOLD = {"etag", "link", "location", "retry-after", "www-authenticate", "deletion-id"}


class Operations:
    """The documented responses of each operation, by the path of a request."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._fixed: dict[str, Operation] = {}
        self._patterns: list[tuple[re.Pattern[str], Operation]] = []
        for template, methods in document["paths"].items():
            answers = {method.upper(): op["responses"] for method, op in methods.items()}
            if "{" in template:
                pattern = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", template))
                self._patterns.append((pattern, (template, answers)))
            else:
                self._fixed[template] = template, answers
        self._patterns.sort(key=lambda pattern: pattern[1][0].count("{"))

    def find(self, method: str, path: str) -> tuple[str, Any] | None:
        """Return the path with its parameters, and the responses by status."""
        matching = (known for pattern, known in self._patterns if pattern.fullmatch(path))
        template, answers = self._fixed.get(path) or next(matching, ("", {}))
        return (template, answers[method]) if method in answers else None


def check(operations: Operations, request: httpx2.Request, response: httpx2.Response) -> None:
    """Require a documented status, a request id, and the one form of an error."""
    assert "x-request-id" in response.headers
    assert response.headers["x-content-type-options"] == "nosniff"
    if "image" not in response.headers.get("content-type", ""):
        require_no_secret(request.url.path, response.text)
    method = "GET" if request.method == "HEAD" else request.method
    path = request.url.path
    path = path.rstrip("/") if path.startswith("/api/") else path
    found = operations.find(method, path)
    if found:
        template, answers = found
        place = f"{method} {template}: {response.status_code}"
        assert str(response.status_code) in answers, place
        check_headers(answers[str(response.status_code)], request, response, place)
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
