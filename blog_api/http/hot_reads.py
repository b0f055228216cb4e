"""Hot GET routes: the endpoint takes the request and returns a finished response (decision 0032).

It saves the work that FastAPI does for each request on dependencies and parameters.
`tests/contract/test_hot_reads.py` lists these routes.
"""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import TypeAdapter
from starlette.responses import Response

from blog_api.http.openapi.components import SCHEME, TOKEN_SCHEME
from blog_api.http.parameters import FromPath, FromQuery

Model = TypeVar("Model")
Security = list[dict[str, list[str]]]


def requirement(*, is_optional: bool, scopes: list[str] | None) -> Security:
    """Return the security requirement of a route: a session or, unless None, a token with scopes.

    OpenAPI 3.1 allows names of roles for schemes other than `oauth2`; here they are scopes.
    """
    token = [] if scopes is None else [{TOKEN_SCHEME: scopes}]
    return [*([{}] if is_optional else []), {SCHEME: []}, *token]


def is_required(security: Security) -> bool:
    return bool(security) and {} not in security


def hot_read(
    *parameters: FromPath[Any] | FromQuery[Any], security: Security | None
) -> dict[str, Any]:
    """Return the `openapi_extra` of a route: its signature does not show its parameters."""
    described = [part for each in parameters for part in each.describe()]
    return {"security": security, **({"parameters": described} if described else {})}


class JsonAnswer(Generic[Model]):
    """Makes the response of a hot route: validated against its model, then dumped."""

    def __init__(self, model: type[Model]) -> None:
        self._adapter = TypeAdapter(model)

    def dump(self, value: Model) -> bytes:
        return self._adapter.dump_json(self._adapter.validate_python(value))

    def respond(self, value: Model, headers: Mapping[str, str] | None = None) -> Response:
        return Response(self.dump(value), headers=headers, media_type="application/json")


def moved_permanently(request: Request, path: str) -> Response:
    """Return a redirect of the request to another path (RFC 9110 §15.4.9)."""
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=308, headers={"Location": path + query})
