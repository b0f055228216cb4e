"""The OpenAPI document describes each parameter and field of a request, in plain text."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from pydantic_core import PydanticUndefined

from blog_api.http.openapi.declarations import json_body_of
from tests.contract.operations import operations
from tests.contract.test_document import documented

# Added by `describe_default`; it does not describe a field.
DEFAULT: Final = re.compile(r"\s*Default: `[^`]*`\.$")
FEWEST_WORDS: Final = 3
# Ways of paging that exclude each other.
PAGING: Final = {"page": {"cursor", "skip"}, "skip": {"cursor", "page"}, "cursor": {"page", "skip"}}
# Parameters of one name that mean different things.
SEVERAL: Final = {
    ("path", "name"),
    ("query", "author"),
    ("query", "hard_delete"),
    ("query", "limit"),
    ("query", "search"),
    ("query", "state"),
    ("query", "to"),
}
Fields = Iterator[tuple[str, dict[str, Any]]]


def is_described(part: dict[str, Any]) -> bool:
    words = DEFAULT.sub("", part.get("description", "")).split()
    return len(words) >= FEWEST_WORDS


def entries(app: FastAPI) -> list[dict[str, Any]]:
    document = app.openapi()
    return [documented(document, operation) for operation in operations(app)]


def parameters(app: FastAPI) -> Fields:
    for entry in entries(app):
        for parameter in entry.get("parameters", []):
            yield f"{entry['operationId']} {parameter['in']} {parameter['name']}", parameter


def body_fields(app: FastAPI) -> Fields:
    """Yield the fields of every request body, those of nested objects too."""
    schemas = app.openapi()["components"]["schemas"]
    for entry in entries(app):
        for content in entry.get("requestBody", {}).get("content", {}).values():
            yield from fields_of(content["schema"], entry["operationId"], schemas)


def fields_of(schema: dict[str, Any], place: str, schemas: dict[str, Any]) -> Fields:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from fields_of(schemas[name], name, schemas)
    inner = [schema["items"]] if "items" in schema else []
    for part in (*schema.get("anyOf", []), *inner):
        yield from fields_of(part, place, schemas)
    for name, field in schema.get("properties", {}).items():
        yield f"{place} {name}", field
        yield from fields_of(field, f"{place} {name}", schemas)


async def test_every_parameter_is_described(app: FastAPI) -> None:
    found = dict(parameters(app))
    assert {part["in"] for part in found.values()} == {"path", "query", "header"}
    assert [place for place, part in found.items() if not is_described(part)] == []


async def test_every_field_of_a_body_is_described(app: FastAPI) -> None:
    """Swagger UI shows the description of a field, not that of a choice within it."""
    found = dict(body_fields(app))
    for place in ("login otp", "upload_picture file", "PostIn excerpt", "Assertion response"):
        assert place in found
    assert [place for place, part in found.items() if not is_described(part)] == []


async def test_defaults_of_bodies_are_described(app: FastAPI) -> None:
    """A `default` in the schema would make generated TypeScript require the field."""
    models = [body.model for o in operations(app) if (body := json_body_of(o.route))]
    given = {
        f"{model.__name__} {info.alias or name}": info.default
        for model in models
        for name, info in model.model_fields.items()
        if info.default not in (None, [], PydanticUndefined)
    }
    assert {"TokenIn expires_in", "PreviewIn show", "UndoIn dry_run"} <= given.keys()
    texts = {place: field.get("description", "") for place, field in body_fields(app)}
    silent = {p for p, value in given.items() if f"Default: `{json.dumps(value)}`." not in texts[p]}
    assert silent == set()


async def test_a_parameter_has_one_description(app: FastAPI) -> None:
    """Parameters of one name and schema differ only if they mean different things."""
    texts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, part in parameters(app):
        texts[part["in"], part["name"].lower()].add(part["description"])
    several = {name for name, found in texts.items() if len(found) > 1}
    assert several == SEVERAL


async def test_a_description_is_written_once(app: FastAPI) -> None:
    """The text of a parameter is not repeated in its schema, which doubled its part of the size."""
    assert [place for place, part in parameters(app) if "description" in part["schema"]] == []


async def test_ways_of_paging_name_each_other(app: FastAPI) -> None:
    texts = {place: part["description"] for place, part in parameters(app)}
    for name, others in PAGING.items():
        assert all(f"`{other}`" in texts[f"list_posts query {name}"] for other in others), name
