"""Endpoints that take no body and answer with a model, run directly (decision 0020).

FastAPI finds out for each request what an endpoint takes and in which of a dozen ways it answers,
which takes longer than the query that it is for. Here that is found out once for each route; what
is not this simple is left to FastAPI.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any, Final, Protocol, cast

from fastapi import Request
from fastapi._compat import field_annotation_is_sequence
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

Handler = Callable[[Request], Awaitable[Any]]


class Field(Protocol):
    """A parameter or an answer as FastAPI keeps it."""

    name: str
    field_info: Any

    @property
    def alias(self) -> str:
        """Its name in the request."""

    def validate(self, value: object, *, loc: tuple[str, ...]) -> tuple[Any, list[Any]]:
        """The value, or what is wrong with it."""

    def serialize_json(self, value: object) -> bytes:
        """The value as JSON."""


PLACES: Final[Mapping[str, Callable[[Request], Mapping[str, str]]]] = {
    "path": lambda request: request.path_params,
    "query": lambda request: request.query_params if request.scope["query_string"] else {},
    "header": lambda request: request.headers,
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of the path, the query or a header."""

    place: str
    field: Field
    default: Any

    def read(self, request: Request, values: dict[str, Any]) -> list[Any]:
        """Add it to the values, or tell what is wrong with it."""
        given = PLACES[self.place](request).get(self.field.alias)
        if given is None:
            values[self.field.name] = self.default
            return []
        loc = (self.place, self.field.alias)
        values[self.field.name], faults = self.field.validate(given, loc=loc)
        return faults


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What one route takes and gives."""

    call: Callable[..., Awaitable[Any]]
    request_name: str | None
    response_name: str | None
    dependencies: tuple[tuple[str, Handler], ...]
    parameters: tuple[Parameter, ...]
    answer: Field
    status: int

    async def handle(self, request: Request) -> Response:
        """Dependencies first, then parameters, as FastAPI does."""
        values = {name: await depend(request) for name, depend in self.dependencies}
        faults = [fault for each in self.parameters for fault in each.read(request, values)]
        if faults:
            raise RequestValidationError(faults)
        if self.request_name:
            values[self.request_name] = request
        extra = Response()
        extra.raw_headers.clear()
        if self.response_name:
            values[self.response_name] = extra
        result = await self.call(**values)
        if isinstance(result, Response):
            return result
        content = self.answer.serialize_json(result)
        response = Response(content, self.status, media_type="application/json")
        response.raw_headers.extend(extra.raw_headers)
        return response


def direct_endpoint(route: APIRoute) -> Endpoint | None:
    """What a route needs, or None where only FastAPI knows how to give it."""
    takes = route.dependant
    if not (is_simple(route) and all(map(is_plain, takes.dependencies))):
        return None
    answer: Any = route.response_field
    fields = {
        "path": takes.path_params,
        "query": takes.query_params,
        "header": takes.header_params,
    }
    found = [(place, field) for place, fields_of in fields.items() for field in fields_of]
    if not all(is_one_text(place, field) for place, field in found):
        return None
    return Endpoint(
        route.endpoint,
        takes.request_param_name,
        takes.response_param_name,
        tuple((str(each.name), cast("Handler", each.call)) for each in takes.dependencies),
        tuple(Parameter(place, field, field.default) for place, field in found),
        answer,
        route.status_code or 200,
    )


def is_simple(route: APIRoute) -> bool:
    """No body, no cookies, no stream; a model goes out as it is."""
    takes = route.dependant
    return (
        route.body_field is None
        and not takes.cookie_params
        and takes.background_tasks_param_name is None
        and route.response_field is not None
        and isinstance(route.response_class, DefaultPlaceholder)
    )


def is_plain(dependency: Dependant) -> bool:
    """Named, asynchronous, and of nothing but the request."""
    call = dependency.call
    asynchronous = iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__)
    parts = (
        dependency.dependencies,
        dependency.path_params,
        dependency.query_params,
        dependency.header_params,
        dependency.cookie_params,
        dependency.body_params,
        dependency.response_param_name,
    )
    named = dependency.name is not None and dependency.request_param_name == "request"
    return named and asynchronous and not any(parts)


def is_one_text(place: str, field: Field) -> bool:
    """Given at most once, and with a default unless the path has it."""
    is_list = field_annotation_is_sequence(field.field_info.annotation)
    return not is_list and (place == "path" or not field.field_info.is_required())


def serve(handle: Handler) -> ASGIApp:
    """A handler as an application; errors are answered by the middleware around the router."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response: Response = await handle(Request(scope, receive, send))
        await response(scope, receive, send)

    return app
