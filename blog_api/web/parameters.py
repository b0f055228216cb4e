"""Query parameters as one model.

FastAPI can read them so too, but takes the model apart anew for each request, which costs more than
the query that they are for (decision 0020).
"""

from typing import Any, Generic, TypeVar

from fastapi import Request, params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


class FromQuery(Generic[Model]):
    """A dependency that reads a model; the last of repeated parameters counts."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    async def __call__(self, request: Request) -> Model:
        try:
            return self.model.model_validate(dict(request.query_params))
        except ValidationError as error:
            faults = error.errors(include_url=False)
            raise RequestValidationError(
                [{**fault, "loc": ("query", *fault["loc"])} for fault in faults]
            ) from error

    def describe(self) -> list[dict[str, Any]]:
        """The parameters of an OpenAPI operation."""
        schema = self.model.model_json_schema()
        required = schema.get("required", [])
        return [
            parameter(name, part, required=name in required)
            for name, part in schema["properties"].items()
        ]


def parameter(name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    """One of them, described where readers look and where generators do."""
    described = {"description": schema["description"]} if "description" in schema else {}
    return {
        "name": name,
        "in": "query",
        "required": required,
        "schema": {part: value for part, value in schema.items() if value is not None},
        **described,
    }


def from_query(model: type[BaseModel]) -> params.Depends:
    """The dependency, for `Annotated`."""
    return params.Depends(FromQuery(model))


def query_parameters(route: APIRoute) -> list[dict[str, Any]]:
    """Of all the models that a route reads from the query."""
    calls = [dependency.call for dependency in route.dependant.dependencies]
    return [part for call in calls if isinstance(call, FromQuery) for part in call.describe()]
