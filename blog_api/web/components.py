"""What the operations of the OpenAPI document refer to: schemas, headers and examples."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from blog_api.errors import AppError
from blog_api.settings import Settings
from blog_api.web.errors import body_of
from blog_api.web.examples import EXAMPLES, EXTRAS, REQUEST_ID
from blog_api.web.routing import GrantProblem, Problem
from blog_api.web.schemas import BIGINT_MAX

SCHEME: Final = "oauth2"
HEADERS: Final[Mapping[str, tuple[str, str]]] = {
    "Deletion-Id": ("The deletion that an administrator can undo.", "9"),
    "ETag": ("Stands for what was written; send it back in If-Match.", '"post-42-3"'),
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


def components(settings: Settings) -> dict[str, Any]:
    """All there may be; schemas of bodies and answers are FastAPI's."""
    return {
        "schemas": problem_schemas(),
        "securitySchemes": {SCHEME: security_scheme(settings)},
        "headers": {name: header(*about) for name, about in HEADERS.items()},
        "examples": {error.code: problem_example(error) for error in refusals_below(AppError)},
    }


def security_scheme(settings: Settings) -> dict[str, Any]:
    """The password flow, so that the Authorize button of `/docs` can log in."""
    auth = f"{settings.api_prefix}/auth"
    flow = {"tokenUrl": f"{auth}/login", "refreshUrl": f"{auth}/refresh", "scopes": {}}
    return {
        "type": "oauth2",
        "description": "Your email address or user name, and your password.",
        "flows": {"password": flow},
    }


def problem_schemas() -> dict[str, Any]:
    """The schemas that refusals refer to."""
    _, schemas = models_json_schema(
        [(Problem, "serialization"), (GrantProblem, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    definitions: dict[str, Any] = schemas["$defs"]
    return definitions


def header(description: str, example: str) -> dict[str, Any]:
    """A header of answers."""
    return {"description": description, "schema": {"type": "string"}, "example": example}


def refusals_below(error: type[AppError]) -> Iterator[type[AppError]]:
    """Every refusal that says something; the others only gather some."""
    for refusal in error.__subclasses__():
        if hasattr(refusal, "detail"):
            yield refusal
        yield from refusals_below(refusal)


def problem_example(error: type[AppError]) -> dict[str, Any]:
    """The body that goes with a code."""
    body = body_of(error(**EXTRAS.get(error.code, {})))
    if "request_id" in body:
        body["request_id"] = REQUEST_ID
    return {"summary": error.detail, "value": body}


def add_examples(schemas: dict[str, Any]) -> None:
    """To each schema that has none of its own."""
    for name, schema in schemas.items():
        if name in EXAMPLES:
            schema.setdefault("examples", [EXAMPLES[name]])


def make_limits_exact(part: Any) -> None:  # noqa: ANN401  # any part of a JSON document
    """FastAPI writes limits as floating-point numbers, and the largest id is none of those."""
    if isinstance(part, dict):
        if part.get("type") == "integer" and isinstance(part.get("maximum"), float):
            part["maximum"] = min(int(part["maximum"]), BIGINT_MAX)
        for each in part.values():
            make_limits_exact(each)
    elif isinstance(part, list):
        for each in part:
            make_limits_exact(each)


def drop_unused(document: dict[str, Any]) -> None:
    """Keep the components that something refers to, by however many steps."""
    kept = {("securitySchemes", SCHEME)}
    found = references(document["paths"])
    while found - kept:
        kept |= found
        found = {r for kind, name in found for r in references(document["components"][kind][name])}
    document["components"] = {
        kind: {name: value for name, value in named.items() if (kind, name) in kept}
        for kind, named in document["components"].items()
    }


def references(part: Any) -> set[tuple[str, str]]:  # noqa: ANN401  # any part of a JSON document
    """The components that it names."""
    return {(match[1], match[2]) for match in REFERENCE.finditer(json.dumps(part))}
