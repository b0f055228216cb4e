"""Components of the OpenAPI document: schemas, headers and examples."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from blog_api.errors import AppError
from blog_api.http.api_prefix import API
from blog_api.http.errors import body_of
from blog_api.http.fields import BIGINT_MAX
from blog_api.http.openapi.examples import EXAMPLES, EXTRAS, REQUEST_ID
from blog_api.http.routing import GrantProblem, Problem, example_name

SCHEME: Final = "oauth2"
TOKEN_SCHEME: Final = "accessToken"  # noqa: S105  # a name
HEADERS: Final[Mapping[str, tuple[str, str]]] = {
    "Deletion-Id": ("The deletion that an administrator can undo.", "9"),
    "Content-Disposition": ("The name of the file.", 'attachment; filename="ada.zip"'),
    "Transfer-Id": ("The transfer that an administrator can undo.", "6"),
    "ETag": (
        "For If-None-Match, which compares all of it, and If-Match, which compares id and version.",
        '"post-42-3-9c56cc51b374c3ba189210d5b6d4bf57"',
    ),
    "Link": ("The first page and its neighbours (RFC 8288).", '</api/posts>; rel="first"'),
    "Location": ("Where the new thing is.", "/api/posts/42"),
    "RateLimit-Limit": ("How many are allowed at once.", "5"),
    "RateLimit-Remaining": ("How many of them are left.", "0"),
    "RateLimit-Reset": ("Seconds until all of them are allowed again.", "60"),
    "Retry-After": ("Seconds to wait before the next try.", "1"),
    "WWW-Authenticate": ("How to authenticate (RFC 6750).", 'Bearer realm="blog"'),
    "X-Request-ID": ("Yours, or one made for you; quote it when you report a problem.", REQUEST_ID),
}
REFERENCE: Final = re.compile(r'"#/components/(\w+)/([^"]+)"')


def components() -> dict[str, Any]:
    """Return all components; FastAPI adds the schemas of bodies and responses."""
    return {
        "schemas": problem_schemas(),
        # Swagger UI focuses the first field of the last scheme, and scrolls to it.
        "securitySchemes": {TOKEN_SCHEME: token_scheme(), SCHEME: security_scheme()},
        "headers": {name: header(*about) for name, about in HEADERS.items()},
        "examples": {
            example_name(error): problem_example(error) for error in errors_below(AppError)
        },
    }


def security_scheme() -> dict[str, Any]:
    """Return the password flow, with which the Authorize button of `/docs` logs in."""
    auth = f"{API}/auth"
    flow = {"tokenUrl": f"{auth}/login", "refreshUrl": f"{auth}/refresh", "scopes": {}}
    return {
        "type": "oauth2",
        "description": "Your email address or user name, and your password; client_id and "
        "client_secret stay empty.",
        "flows": {"password": flow},
    }


def token_scheme() -> dict[str, Any]:
    """Return the scheme of personal access tokens; a requirement names the scope of the route."""
    return {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "blog_pat_…",
        "description": "A personal access token, for programs: POST /api/auth/tokens makes one.",
    }


def problem_schemas() -> dict[str, Any]:
    _, schemas = models_json_schema(
        [(Problem, "serialization"), (GrantProblem, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    definitions: dict[str, Any] = schemas["$defs"]
    return definitions


def header(description: str, example: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}, "example": example}


def errors_below(error: type[AppError]) -> Iterator[type[AppError]]:
    """Yield the concrete classes below one; those without a detail only group others."""
    for error_response in error.__subclasses__():
        if hasattr(error_response, "detail"):
            yield error_response
        yield from errors_below(error_response)


def problem_example(error: type[AppError]) -> dict[str, Any]:
    body = body_of(error(**EXTRAS.get(example_name(error), {})))
    if "request_id" in body:
        body["request_id"] = REQUEST_ID
    return {"summary": error.detail.replace("`", ""), "value": body}  # plain text


def add_examples(schemas: dict[str, Any]) -> None:
    """Add examples to the schemas that have none."""
    for name, schema in schemas.items():
        if name in EXAMPLES:
            schema.setdefault("examples", [EXAMPLES[name]])


def make_limits_exact(part: Any) -> None:  # noqa: ANN401  # any part of a JSON document
    """Write limits as integers: FastAPI writes floats, which cannot hold the largest id."""
    if isinstance(part, dict):
        if part.get("type") == "integer" and isinstance(part.get("maximum"), float):
            part["maximum"] = min(int(part["maximum"]), BIGINT_MAX)
        for each in part.values():
            make_limits_exact(each)
    elif isinstance(part, list):
        for each in part:
            make_limits_exact(each)


def drop_unused(document: dict[str, Any]) -> None:
    """Remove components that nothing refers to, directly or indirectly."""
    kept = {("securitySchemes", SCHEME), ("securitySchemes", TOKEN_SCHEME)}
    found = references(document["paths"])
    while found - kept:
        kept |= found
        found = {r for kind, name in found for r in references(document["components"][kind][name])}
    document["components"] = {
        kind: {name: value for name, value in named.items() if (kind, name) in kept}
        for kind, named in document["components"].items()
    }


def references(part: Any) -> set[tuple[str, str]]:  # noqa: ANN401  # any part of a JSON document
    return {(match[1], match[2]) for match in REFERENCE.finditer(json.dumps(part))}
