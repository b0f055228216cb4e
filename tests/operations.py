"""Every operation of the application, from its routes and its OpenAPI document."""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

PARAMETER: Final = re.compile(r"\{([a-z_]+)(?::[a-z]+)?\}")
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
MULTIPART: Final = "multipart/form-data; boundary=x"


@dataclass(frozen=True)
class Operation:
    """One method of one path; `fields` are the properties of its body."""

    method: str
    path: str
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    media_type: str | None = None
    example: dict[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    types: dict[str, str] = field(default_factory=dict)
    statuses: frozenset[int] = frozenset()
    guarded: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def path_parameters(self) -> list[str]:
        return PARAMETER.findall(self.path)

    def address(self, values: dict[str, Any]) -> str:
        """Return the path with its parameters filled in."""
        return PARAMETER.sub(lambda match: str(values[match[1]]), self.path)


def list_routes(app: FastAPI) -> set[str]:
    """Return `METHOD /path` of every route, undocumented ones included."""
    return {
        f"{method} {context.path_format}"
        for context in iter_route_contexts(app.routes)
        for method in (context.methods or set()) - {"HEAD"}
    }


def list_operations(app: FastAPI) -> list[Operation]:
    """Return the operations of the document."""
    document = app.openapi()
    return [
        read_operation(document, method.upper(), path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


def read_operation(
    document: dict[str, Any], method: str, path: str, operation: dict[str, Any]
) -> Operation:
    parameters = operation.get("parameters", [])
    content = operation.get("requestBody", {}).get("content", {})
    media_type = next(iter(content), None)
    schema = resolve(document, content[media_type].get("schema", {})) if media_type else {}
    return Operation(
        method,
        path,
        query=tuple(p["name"] for p in parameters if p["in"] == "query"),
        headers=tuple(p["name"].lower() for p in parameters if p["in"] == "header"),
        media_type=media_type,
        example=next(iter(schema.get("examples", [])), {}),
        fields=tuple(schema.get("properties", {})),
        required=tuple(schema.get("required", [])),
        types=types_of(parameters, schema),
        statuses=frozenset(int(status) for status in operation["responses"]),
        guarded=all(operation.get("security") or [{}]),
    )


def types_of(parameters: list[dict[str, Any]], schema: dict[str, Any]) -> dict[str, str]:
    """Return the type of each parameter and field as a text, equal for equal types."""
    given = {parameter["name"]: parameter["schema"] for parameter in parameters}
    return {
        name: json.dumps(kind, sort_keys=True)
        for name, kind in (given | schema.get("properties", {})).items()
    }


def resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Resolve a reference, and `this or null`."""
    for choice in schema.get("anyOf", []):
        if "$ref" in choice:
            schema = choice
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found
