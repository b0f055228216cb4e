"""Every body and every response of the OpenAPI document has an example."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from blog_api.http.openapi.examples import EXAMPLES

Media = dict[str, Any]


def media_of(document: dict[str, Any]) -> Iterator[tuple[str, Media]]:
    """Yield each body and response that has a schema."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            body = operation.get("requestBody", {}).get("content", {})
            yield from ((f"{method} {path}", media) for media in body.values())
            for status, answer in operation["responses"].items():
                content = answer.get("content", {})
                yield from ((f"{method} {path} {status}", media) for media in content.values())


def is_shown(document: dict[str, Any], media: Media) -> bool:
    """Return true for an example of its own or of its schema."""
    if "example" in media or "examples" in media:
        return True
    schema = media["schema"]
    alternatives = [schema, *schema.get("anyOf", [])]
    names = [entry["$ref"].rpartition("/")[2] for entry in alternatives if "$ref" in entry]
    return any("examples" in document["components"]["schemas"][name] for name in names)


async def test_every_body_and_answer_has_an_example(app: FastAPI) -> None:
    document = app.openapi()
    assert [place for place, media in media_of(document) if not is_shown(document, media)] == []


async def test_no_example_is_left_over(app: FastAPI) -> None:
    assert EXAMPLES.keys() <= app.openapi()["components"]["schemas"].keys()


async def test_the_document_is_the_same_each_time(app: FastAPI) -> None:
    first = app.openapi()
    app.openapi_schema = None
    assert app.openapi() == first
