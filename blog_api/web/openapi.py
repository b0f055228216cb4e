"""The OpenAPI document: what FastAPI derives, with the refusals and security that routes share."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

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
from blog_api.web.components import SCHEME, add_examples, components, drop_unused, make_limits_exact
from blog_api.web.links import add_links
from blog_api.web.parameters import query_parameters
from blog_api.web.routing import header_references, merge_refusals
from blog_api.web.simple import takes_json

VERSION: Final = "0.1.0"
DESCRIPTION: Final = """\
A blog with accounts, ownership, a trash from which administrators restore, and deletions that can
be undone whole.

Log in at `POST {prefix}/auth/login` and send the access token as `Authorization: Bearer …`.
Errors are RFC 9457 problems with a stable `code`; the token endpoints answer in the form of
RFC 6749.
"""
TAGS: Final = [
    {"name": "auth", "description": "Tokens and sessions."},
    {"name": "mail", "description": "What the token in a mail is for."},
    {"name": "discovery", "description": "What others need to verify our tokens."},
    {"name": "users", "description": "Accounts and profiles."},
    {"name": "posts", "description": "Posts and their life."},
    {"name": "comments", "description": "What readers say under a post."},
    {"name": "votes", "description": "One for each user and post."},
    {"name": "views", "description": "How often a post was read."},
    {
        "name": "pictures",
        "description": "Encoded anew, without metadata, under the hash of what they are.",
    },
    {"name": "tags and categories", "description": "What posts are about."},
    {"name": "feeds", "description": "Published posts for feed readers and search engines."},
    {"name": "trash", "description": "Deleted things, deletions and their undoing, the audit log."},
    {"name": "health", "description": "For whoever watches the server."},
]

SECURITY: Final[Mapping[str | None, list[dict[str, list[str]]]]] = {
    "required": [{SCHEME: []}],
    "optional": [{}, {SCHEME: []}],
    None: [{}],
}
NOT_MODIFIED: Final = "What `If-None-Match` names is still what anyone is shown."
FASTAPI_DESCRIPTION: Final = "Validation Error"


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
        description=DESCRIPTION.format(prefix=settings.api_prefix),
        routes=app.routes,
        tags=TAGS,
        servers=servers(settings),
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    for kind, named in components(settings).items():
        document["components"].setdefault(kind, {}).update(named)
    add_examples(document["components"]["schemas"])
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            complete(operation, route_of(app, path, method))
    drop_unused(document)
    make_limits_exact(document)
    return document


def servers(settings: Settings) -> list[dict[str, str]]:
    """The first is relative: `/docs` then works under whatever name the server is reached by."""
    return [
        {"url": "/", "description": "The server that this document came from."},
        {"url": settings.public_url, "description": "Its public address."},
    ]


def route_of(app: FastAPI, path: str, method: str) -> APIRoute:
    """The route behind an operation."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        is_here = context.path_format == path and method.upper() in (context.methods or ())
        if is_here and isinstance(route, APIRoute):
            return route
    raise LookupError(f"{method} {path}")


def complete(operation: dict[str, Any], route: APIRoute) -> None:
    """Add the refusals that follow from what a route is, who may call it, and a short name."""
    operation["summary"] = summary_of(operation["description"])
    if found := query_parameters(route):
        operation["parameters"] = [*operation.get("parameters", []), *found]
    operation.setdefault("security", SECURITY[getattr(route, "security", None)])
    responses = deepcopy(operation["responses"])
    if responses.get("422", {}).get("description") == FASTAPI_DESCRIPTION:
        del responses["422"]
    if getattr(route, "security", None) == "optional" and route.methods == {"GET"}:
        responses.setdefault("304", {"description": NOT_MODIFIED})
        for status in ("200", "304"):
            responses[status].setdefault("headers", {}).update(header_references("ETag"))
    merge_refusals(responses, inherent_refusals(operation, route))
    for response in responses.values():
        names = ["X-Request-ID", *(["Link"] if is_page(response) else [])]
        response.setdefault("headers", {}).update(header_references(*names))
    operation["responses"] = dict(sorted(responses.items()))
    add_links(operation)


def is_page(response: dict[str, Any]) -> bool:
    """Whether it is a page of a list, which says where the next one is."""
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    return "/Page_" in schema.get("$ref", "")


def summary_of(description: str) -> str:
    """The first clause of a docstring."""
    return re.split(r"[.;:](?:\s|$)", description, maxsplit=1)[0]


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
