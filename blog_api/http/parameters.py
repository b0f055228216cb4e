"""Read the query as a model, one part of the path, or one header: cheaper than FastAPI does.

Also list the dependencies of a route, for OpenAPI.
"""

from collections.abc import Iterator
from inspect import signature
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin

from fastapi import Request, params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

from blog_api.http.fields import lift_description
from blog_api.http.request_headers import find_header

Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")


class FromQuery(Generic[Model]):
    """Reads the query as one model; the last of repeated parameters counts.

    FastAPI can do so too, but inspects the model for each request, which costs more than the query
    to the database (decision 0020). A dependency, or called by a route that takes the request.
    """

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    async def __call__(self, request: Request) -> Model:
        return self.read(request)

    def read(self, request: Request) -> Model:
        """Return the model; raise RequestValidationError."""
        given = dict(request.query_params.multi_items()) if request.scope["query_string"] else {}
        try:
            return self.model.model_validate(given)
        except ValidationError as error:
            raise located("query", error) from error

    def describe(self) -> list[dict[str, Any]]:
        schema = self.model.model_json_schema()
        required = schema.get("required", [])
        for part in schema["properties"].values():
            lift_description(part)
        return [
            parameter("query", name, part, required=name in required)
            for name, part in schema["properties"].items()
        ]


class FromPath(Generic[Value]):
    """Reads one parameter of the path, for a route that takes the request."""

    def __init__(self, name: str, kind: Any) -> None:  # noqa: ANN401  # an `Annotated` type
        self.name = name
        self._adapter: TypeAdapter[Value] = TypeAdapter(kind)

    def read(self, request: Request) -> Value:
        """Return the value; raise RequestValidationError."""
        try:
            return self._adapter.validate_python(request.path_params[self.name])
        except ValidationError as error:
            raise located("path", error, self.name) from error

    def describe(self) -> list[dict[str, Any]]:
        title = self.name.replace("_", " ").title()
        schema = {**self._adapter.json_schema(), "title": title}
        return [parameter("path", self.name, schema, required=True)]


class FromHeader(Generic[Value]):
    """Reads one optional header, for a route that takes the request."""

    def __init__(self, name: str, kind: Any) -> None:  # noqa: ANN401  # an `Annotated` type
        self.name = name
        self._raw_name = name.lower().encode()
        self._adapter: TypeAdapter[Value] = TypeAdapter(kind)

    def read(self, request: Request) -> Value:
        """Return the value; raise RequestValidationError."""
        try:
            return self._adapter.validate_python(find_header(request.scope, self._raw_name))
        except ValidationError as error:
            raise located("header", error, self.name) from error

    def describe(self) -> list[dict[str, Any]]:
        schema = {**self._adapter.json_schema(), "title": self.name.title()}
        return [parameter("header", self.name, schema, required=False)]


def located(place: str, error: ValidationError, *names: str) -> RequestValidationError:
    """Return the error as FastAPI raises it, each fault located in a part of the request."""
    faults = error.errors(include_url=False)
    return RequestValidationError(
        [{**fault, "loc": (place, *names, *fault["loc"])} for fault in faults]
    )


def parameter(place: str, name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    described = {"description": schema["description"]} if "description" in schema else {}
    return {
        "name": name,
        "in": place,
        "required": required,
        "schema": {part: value for part, value in schema.items() if value is not None},
        **described,
    }


def from_query(model: type[BaseModel]) -> params.Depends:
    return params.Depends(FromQuery(model))


def dependencies_of(route: APIRoute) -> Iterator[Any]:
    """Yield the dependencies of a route: of its decorator, then of its endpoint's parameters."""
    yield from (each.dependency for each in route.dependencies)
    for taken in signature(route.endpoint, eval_str=True).parameters.values():
        if get_origin(taken.annotation) is Annotated:
            _, *metadata = get_args(taken.annotation)
            yield from (each.dependency for each in metadata if isinstance(each, params.Depends))


def query_parameters(route: APIRoute) -> list[dict[str, Any]]:
    found = (each for each in dependencies_of(route) if isinstance(each, FromQuery))
    return [part for each in found for part in each.describe()]
