"""Endpoints run directly (decision 0020).

FastAPI finds out for each request what an endpoint takes and in which of a dozen ways it answers,
which takes longer than the query that it is for. Here that is found out once for each route
(`web/simple.py`); what is not simple is left to FastAPI.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from blog_api.web.json_body import ABSENT, read_json

Handler = Callable[[Request], Awaitable[Any]]
Values = dict[str, Any]
Faults = list[Any]


class Field(Protocol):
    """A parameter, a body or an answer as FastAPI keeps it."""

    name: str
    default: Any
    field_info: Any

    @property
    def alias(self) -> str:
        """Its name in the request."""

    def validate(self, value: object, *, loc: tuple[str, ...]) -> tuple[Any, Faults]:
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

    def read(self, request: Request, values: Values) -> Faults:
        """Add it to the values, or tell what is wrong with it."""
        given = PLACES[self.place](request).get(self.field.alias)
        if given is None:
            values[self.field.name] = self.default
            return []
        loc = (self.place, self.field.alias)
        values[self.field.name], faults = self.field.validate(given, loc=loc)
        return faults


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it takes: an endpoint, or what one depends on."""

    function: Callable[..., Awaitable[Any]]
    name: str | None
    request_name: str | None
    response_name: str | None
    dependencies: tuple["Call", ...]
    parameters: tuple[Parameter, ...]

    async def gather(self, request: Request, response: Response) -> tuple[Values, Faults]:
        """Dependencies first, then parameters, as FastAPI does."""
        values: Values = {}
        faults: Faults = []
        for each in self.dependencies:
            taken, wrong = await each.gather(request, response)
            faults += wrong
            if not wrong:
                result = await each.function(**taken)
                values |= {each.name: result} if each.name else {}
        for parameter in self.parameters:
            faults += parameter.read(request, values)
        if self.request_name:
            values[self.request_name] = request
        if self.response_name:
            values[self.response_name] = response
        return values, faults


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What one route takes and gives."""

    call: Call
    body: Field | None
    answer: Field | None
    status: int

    async def handle(self, request: Request) -> Response:
        """Broken JSON is told at once; everything else that is wrong is told together."""
        content = await read_json(request) if self.body else ABSENT
        extra = Response()
        extra.raw_headers.clear()
        values, faults = await self.call.gather(request, extra)
        if self.body:
            faults += read_body(self.body, content, values)
        if faults:
            raise RequestValidationError(faults)
        result = await self.call.function(**values)
        if isinstance(result, Response):
            return result
        response = self.respond(result)
        response.raw_headers.extend(extra.raw_headers)
        return response

    def respond(self, result: object) -> Response:
        """The model as JSON, or nothing."""
        if self.answer is None:
            return Response(status_code=self.status)
        content = self.answer.serialize_json(result)
        return Response(content, self.status, media_type="application/json")


def read_body(field: Field, content: object, values: Values) -> Faults:
    """Add it to the values, or tell what is wrong with it."""
    if content is not ABSENT:
        values[field.name], faults = field.validate(content, loc=("body",))
        return faults
    if field.field_info.is_required():
        return [{"type": "missing", "loc": ("body",), "msg": "Field required"}]
    values[field.name] = field.default
    return []


def serve(handle: Handler) -> ASGIApp:
    """A handler as an application; errors are answered by the middleware around the router."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response: Response = await handle(Request(scope, receive, send))
        await response(scope, receive, send)

    return app
