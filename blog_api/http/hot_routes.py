"""Hot routes: the endpoint takes the request and returns a finished response (decision 0032).

It saves the work that FastAPI does for each request on dependencies and parameters.
`tests/contract/test_hot_routes.py` lists these routes.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, TypeVar

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.responses import Response

from blog_api.http.openapi.components import SCHEME, TOKEN_SCHEME
from blog_api.http.parameters import FromHeader, FromPath, FromQuery

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


def described(*parameters: FromPath[Any] | FromQuery[Any] | FromHeader[Any]) -> dict[str, Any]:
    """Return the `openapi_extra` of a hot route: its signature does not show its parameters."""
    found = [part for each in parameters for part in each.describe()]
    return {"parameters": found} if found else {}


def hot_read(
    *parameters: FromPath[Any] | FromQuery[Any], security: Security | None
) -> dict[str, Any]:
    """Return the `openapi_extra` of a hot route whose endpoint calls its guard."""
    return {"security": security, **described(*parameters)}


def add_hot_route(app: FastAPI, route: APIRoute) -> None:
    """Serve a hot route by one of Starlette's; that of FastAPI is for the OpenAPI document.

    FastAPI would look for dependencies and parameters that the endpoint does not have. Those that
    the decorator lists, a guard and a body, run in their order; they take the request alone. Add
    hot routes before all others: routes are matched one after another.
    """
    answer: Callable[[Request], Awaitable[Response]] = route.endpoint
    listed: list[Callable[[Request], Awaitable[object]]] = [
        each.dependency for each in route.dependencies if each.dependency
    ]

    async def endpoint(request: Request) -> Response:
        request.scope["route"] = route  # for the access log and metrics, as FastAPI does
        for depend in listed:
            await depend(request)
        return await answer(request)

    methods = sorted(route.methods or ())
    app.add_route(route.path, endpoint, methods, name=route.name, include_in_schema=False)


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
