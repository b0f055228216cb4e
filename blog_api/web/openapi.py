"""The OpenAPI document: what FastAPI derives, with the refusals and security that routes share."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic.json_schema import models_json_schema

from blog_api.errors import (
    AppError,
    BadRequestError,
    BodyTooLargeError,
    BusyError,
    DatabaseUnavailableError,
    InvalidInputError,
    InvalidTokenError,
    ThrottledError,
    UnauthenticatedError,
    UnsupportedMediaTypeError,
)
from blog_api.settings import Settings
from blog_api.web.routing import GrantProblem, Problem, merge_refusals, takes_json

SCHEME: Final = "oauth2"
VERSION: Final = "0.1.0"
DESCRIPTION: Final = """\
A blog with accounts, ownership, a trash from which administrators restore, and deletions that can
be undone whole.

Log in at `POST /auth/login` and send the access token as `Authorization: Bearer …`.
Errors are RFC 9457 problems with a stable `code`; the token endpoints answer in the form of
RFC 6749.
"""
TAGS: Final = [
    {"name": "auth", "description": "Tokens and sessions."},
    {"name": "discovery", "description": "What others need to verify our tokens."},
    {"name": "users", "description": "Accounts and profiles."},
    {"name": "posts", "description": "Posts and their life."},
    {"name": "comments", "description": "What readers say under a post."},
    {"name": "votes", "description": "One for each user and post."},
    {"name": "views", "description": "How often a post was read."},
    {"name": "tags and categories", "description": "What posts are about."},
    {"name": "feeds", "description": "Published posts for feed readers and search engines."},
    {"name": "trash", "description": "Deleted things, deletions and their undoing, the audit log."},
    {"name": "health", "description": "For whoever watches the server."},
]


def describe(app: FastAPI, settings: Settings) -> None:
    """Replace `app.openapi` by one that is built once and then kept."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build(app, settings)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents


def build(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """The whole document."""
    document = get_openapi(
        title="blog_api",
        version=VERSION,
        description=DESCRIPTION,
        routes=app.routes,
        tags=TAGS,
        servers=[{"url": settings.public_url}],
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    components = document.setdefault("components", {})
    components["securitySchemes"] = {SCHEME: security_scheme(settings)}
    components.setdefault("schemas", {}).update(problem_schemas())
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            complete(operation, route_of(app, path, method))
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    return document


def security_scheme(settings: Settings) -> dict[str, Any]:
    """The password flow, so that the Authorize button of `/docs` can log in."""
    auth = f"{settings.api_prefix}/auth"
    flow = {"tokenUrl": f"{auth}/login", "refreshUrl": f"{auth}/refresh", "scopes": {}}
    return {"type": "oauth2", "flows": {"password": flow}}


def problem_schemas() -> dict[str, Any]:
    """The schemas that refusals refer to."""
    _, schemas = models_json_schema(
        [(Problem, "serialization"), (GrantProblem, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    definitions: dict[str, Any] = schemas["$defs"]
    return definitions


def route_of(app: FastAPI, path: str, method: str) -> APIRoute:
    """The route behind an operation."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        is_here = context.path_format == path and method.upper() in (context.methods or ())
        if is_here and isinstance(route, APIRoute):
            return route
    raise LookupError(f"{method} {path}")


def complete(operation: dict[str, Any], route: APIRoute) -> None:
    """Add the refusals that follow from what a route is, and who may call it."""
    responses = operation["responses"]
    responses.pop("422", None)
    merge_refusals(responses, inherent_refusals(operation, route))
    operation["responses"] = {
        str(status): responses[status] for status in sorted(responses, key=str)
    }
    security = getattr(route, "security", None)
    if security is not None:
        operation["security"] = [{SCHEME: []}] if security == "required" else [{}, {SCHEME: []}]


def inherent_refusals(operation: dict[str, Any], route: APIRoute) -> list[type[AppError]]:
    """What any request to such a route can meet."""
    security = getattr(route, "security", None)
    takes_input = takes_json(route) or bool(operation.get("parameters"))
    writes = security == "required" and route.methods != {"GET"}
    meets: list[tuple[bool, list[type[AppError]]]] = [
        (True, [BusyError, DatabaseUnavailableError, BadRequestError]),
        (security is not None, [InvalidTokenError]),
        (security == "required", [UnauthenticatedError]),
        (takes_json(route), [UnsupportedMediaTypeError]),
        ("requestBody" in operation, [BodyTooLargeError]),
        (takes_input, [InvalidInputError]),
        (writes, [ThrottledError]),
    ]
    return [error for applies, errors in meets if applies for error in errors]
