"""The JSON body and the guard that a route declares as dependencies (decision 0032)."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic.json_schema import models_json_schema

from blog_api.http.hot_routes import Security
from blog_api.http.json_body import JsonBody
from blog_api.http.parameters import dependencies_of


def add_body_schemas(app: FastAPI, schemas: dict[str, Any]) -> None:
    """Add the models that `json_body` reads, which FastAPI does not see."""
    routes = [context.original_route for context in iter_route_contexts(app.routes)]
    bodies = [json_body_of(route) for route in routes if isinstance(route, APIRoute)]
    models = {each.model.__name__: each.model for each in bodies if each}
    _, described = models_json_schema(
        [(model, "validation") for model in models.values()],
        ref_template="#/components/schemas/{model}",
    )
    schemas.update(described["$defs"])


def json_body_of(route: APIRoute) -> JsonBody[Any] | None:
    bodies = (each for each in dependencies_of(route) if isinstance(each, JsonBody))
    return next(bodies, None)


def security_of(route: APIRoute) -> Security:
    """Return the security requirement that a route's guard declares; empty without a guard."""
    found = (getattr(each, "security", None) for each in dependencies_of(route))
    return next((security for security in found if security is not None), [])
