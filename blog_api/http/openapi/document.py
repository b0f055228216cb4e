"""The OpenAPI document: FastAPI's, with the errors and security that routes share."""

import json
import re
from copy import deepcopy
from functools import cache
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from blog_api.errors import (
    AppError,
    BadRequestError,
    BodyTooLargeError,
    BusyError,
    DatabaseUnavailableError,
    HeadersTooLargeError,
    InsufficientScopeError,
    InvalidInputError,
    InvalidTokenError,
    ThrottledError,
    TokenNotAllowedError,
    UnauthenticatedError,
    UnsupportedMediaTypeError,
)
from blog_api.http.api_prefix import API, PREVIEWS
from blog_api.http.etag import IF_NONE_MATCH as IF_NONE_MATCH_TEXT
from blog_api.http.etag import is_current, tag_of_body
from blog_api.http.hot_routes import Security, is_required
from blog_api.http.middleware.body_limit import MAX_BODY_BYTES
from blog_api.http.openapi.components import (
    TOKEN_SCHEME,
    add_examples,
    components,
    drop_unused,
    make_limits_exact,
)
from blog_api.http.openapi.declarations import add_body_schemas, json_body_of, security_of
from blog_api.http.openapi.links import add_links
from blog_api.http.parameters import query_parameters
from blog_api.http.routing import header_references, merge_error_responses
from blog_api.settings import Settings

# As in blog_api/slugs.py, which is above this room; a test compares them.
SLUG_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
UNICODE_SLUG_MAX_LENGTH: Final = 600
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
    {"name": "access tokens", "description": "Tokens for programs, with some of your rights."},
    {"name": "second factor", "description": "Authenticator apps and recovery codes."},
    {"name": "mail", "description": "What the token in a mail is for."},
    {"name": "discovery", "description": "What others need to verify our tokens."},
    {"name": "users", "description": "Accounts and profiles."},
    {"name": "posts", "description": "Posts and their life."},
    {"name": "comments", "description": "What readers say under a post."},
    {"name": "votes", "description": "One for each user and post."},
    {"name": "views", "description": "How often a post was read."},
    {"name": "previews", "description": "Links that show a post before it is public."},
    {
        "name": "pictures",
        "description": "Re-encoded without metadata; the name is the hash of the content.",
    },
    {"name": "revisions", "description": "The versions of posts and comments."},
    {"name": "working copies", "description": "Unpublished edits of posts."},
    {"name": "tags and categories", "description": "What posts are about."},
    {"name": "feeds", "description": "Published posts for feed readers and search engines."},
    {"name": "transfers", "description": "Posts that change their author."},
    {"name": "trash", "description": "Deleted things, deletions and their undoing, the audit log."},
    {"name": "overview", "description": "The first page of a studio."},
    {"name": "health", "description": "Health checks for operators."},
]

NOT_MODIFIED: Final = "What `If-None-Match` names is still what anyone is shown."
IF_NONE_MATCH: Final = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": IF_NONE_MATCH_TEXT,
    "schema": {"type": "string"},
}
END_OF_CLAUSE: Final = re.compile(r"[.;:](?:\s|$)")
FASTAPI_DESCRIPTION: Final = "Validation Error"


PATH: Final = "/openapi.json"


def describe(app: FastAPI, settings: Settings) -> None:
    """Replace `app.openapi` and its route: the document is built and written once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build(app, settings)
        return app.openapi_schema

    @cache
    def written() -> tuple[bytes, str]:
        body = json.dumps(openapi(), ensure_ascii=False, separators=(",", ":")).encode()
        return body, tag_of_body(body)

    async def get_document(request: Request) -> Response:
        body, tag = written()
        headers = {"ETag": tag, "Cache-Control": "public, no-cache"}
        if is_current(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/json", headers=headers)

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents
    app.add_route(PATH, get_document, include_in_schema=False)


def build(app: FastAPI, settings: Settings) -> dict[str, Any]:
    document = get_openapi(
        title="blog_api",
        version=VERSION,
        description=DESCRIPTION.format(prefix=API),
        routes=app.routes,
        tags=TAGS,
        servers=servers(settings),
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    for kind, named in components().items():
        document["components"].setdefault(kind, {}).update(named)
    add_body_schemas(app, document["components"]["schemas"])
    add_examples(document["components"]["schemas"])
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            complete(operation, route_of(app, path, method))
    drop_unused(document)
    make_limits_exact(document)
    if settings.slugs == "unicode":
        widen_slugs(document)
    return document


def widen_slugs(node: Any) -> None:  # noqa: ANN401  # any part of a JSON document
    """Describe slugs in any script; JSON Schema has no portable pattern for letters."""
    if isinstance(node, dict):
        if node.get("pattern") == SLUG_PATTERN:
            del node["pattern"]
            node["maxLength"] = UNICODE_SLUG_MAX_LENGTH
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            widen_slugs(each)


def servers(settings: Settings) -> list[dict[str, str]]:
    """Return the servers; the first is relative, so that `/docs` works under every host name."""
    return [
        {"url": "/", "description": "The server that this document came from."},
        {"url": settings.public_url, "description": "Its public address."},
    ]


def route_of(app: FastAPI, path: str, method: str) -> APIRoute:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        is_here = context.path_format == path and method.upper() in (context.methods or ())
        if is_here and isinstance(route, APIRoute):
            return route
    raise LookupError(f"{method} {path}")


def complete(operation: dict[str, Any], route: APIRoute) -> None:
    """Add a summary, and the problems that follow from the method and guard of a route."""
    operation["summary"] = summary_of(operation["description"])
    parameters = [*operation.get("parameters", []), *query_parameters(route)]
    if parameters:
        operation["parameters"] = [described_once(each) for each in parameters]
    body = json_body_of(route)
    if body is not None:
        operation["requestBody"] = body.describe()
    elif "requestBody" in operation:
        operation["requestBody"].setdefault("description", f"At most {MAX_BODY_BYTES:,} bytes.")
    operation.setdefault("security", security_of(route))
    responses = deepcopy(operation["responses"])
    if responses.get("422", {}).get("description") == FASTAPI_DESCRIPTION:
        del responses["422"]
    document_tag(operation, responses, route)
    merge_error_responses(responses, inherent_errors(operation, route))
    for response in responses.values():
        names = ["X-Request-ID", *(["Link"] if is_page(response) else [])]
        response.setdefault("headers", {}).update(header_references(*names))
    operation["responses"] = dict(sorted(responses.items()))
    add_links(operation)


def described_once(parameter: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter without the copy of its description in its schema."""
    schema = {name: part for name, part in parameter["schema"].items() if name != "description"}
    return {**parameter, "schema": schema}


def document_tag(operation: dict[str, Any], responses: dict[str, Any], route: APIRoute) -> None:
    """Document the ETags that PublicReadsMiddleware adds, and the header that it compares."""
    is_read = {} in operation["security"] and route.methods == {"GET"}
    if is_read and not route.path.startswith(PREVIEWS):
        responses.setdefault("304", {"description": NOT_MODIFIED})
        for status in ("200", "304"):
            responses[status].setdefault("headers", {}).update(header_references("ETag"))
    if "304" not in responses:
        return
    parameters = operation.setdefault("parameters", [])
    if all(each["name"].lower() != "if-none-match" for each in parameters):
        parameters.append(IF_NONE_MATCH)


def is_page(response: dict[str, Any]) -> bool:
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    return "/Page_" in schema.get("$ref", "")


def summary_of(description: str) -> str:
    """Return the first clause without backticks: a summary is plain text, a description is not."""
    return END_OF_CLAUSE.split(description, maxsplit=1)[0].replace("`", "")


def inherent_errors(operation: dict[str, Any], route: APIRoute) -> list[type[AppError]]:
    """Yield the problems of every request to such a route."""
    security: Security = operation["security"]
    takes_json = json_body_of(route) is not None
    takes_input = takes_json or bool(operation.get("parameters"))
    writes = is_required(security) and route.methods != {"GET"}
    token = next((each[TOKEN_SCHEME] for each in security if TOKEN_SCHEME in each), None)
    meets: list[tuple[bool, list[type[AppError]]]] = [
        (True, [BusyError, DatabaseUnavailableError, BadRequestError, HeadersTooLargeError]),
        (bool(security), [InvalidTokenError]),
        (is_required(security), [UnauthenticatedError]),
        (bool(security) and token is None, [TokenNotAllowedError]),
        (is_required(security) and bool(token), [InsufficientScopeError, TokenNotAllowedError]),
        (takes_json, [UnsupportedMediaTypeError]),
        ("requestBody" in operation, [BodyTooLargeError]),
        (takes_input, [InvalidInputError]),
        (writes, [ThrottledError]),
    ]
    return [error for applies, errors in meets if applies for error in errors]
