"""The OpenAPI document names every operation and every error that it can return."""

import re
from typing import Any

import httpx2
from fastapi import FastAPI

from blog_api.errors import AppError
from blog_api.http.errors import TITLES
from blog_api.http.fields import BIGINT_MAX
from blog_api.http.openapi.components import errors_below
from blog_api.http.openapi.links import LINKS
from tests.contract.operations import ADMIN, PARAMETER, USER, Operation, operations

# Internal errors, and errors that no documented method can cause.
# `cross_site` is of the studio, whose pages are not in the document.
NOWHERE = {"cross_site", "internal_error", "method_not_allowed"}
SNAKE = re.compile(r"[a-z]+(_[a-z]+)*")
MARKUP = re.compile(r"[`*#<>\[\]]")
ONE_LINE = 95  # characters, in the dialog of Swagger UI
SHAPES = {
    "application/problem+json": "#/components/schemas/Problem",
    "application/json": "#/components/schemas/GrantProblem",
}


def documented(document: dict[str, Any], operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][operation.template][operation.method.lower()]
    return found


def codes_of(entry: dict[str, Any]) -> set[str]:
    """Return every code that an operation announces."""
    contents = [answer.get("content", {}) for answer in entry["responses"].values()]
    refused = [kind for content in contents for kind in content.values() if "examples" in kind]
    return {code for kind in refused for code in kind["examples"]}


def inherent(operation: Operation, entry: dict[str, Any]) -> set[str]:
    """Return the statuses that follow from the kind of an operation."""
    body = entry.get("requestBody", {}).get("content", {})
    wanted = {"503"}
    wanted |= {"401"} if operation.name in USER | ADMIN else set()
    wanted |= {"403"} if operation.name in ADMIN else set()
    wanted |= {"413"} if body else set()
    wanted |= {"415", "422"} if "application/json" in body else set()
    wanted |= {"422"} if entry.get("parameters") else set()
    return wanted


def names_a_thing(operation: Operation) -> bool:
    return "{" in operation.template


async def test_every_operation_has_a_name_of_its_own(app: FastAPI) -> None:
    document = app.openapi()
    entries = [documented(document, operation) for operation in operations(app)]
    names = [entry["operationId"] for entry in entries]
    assert len(set(names)) == len(names)
    assert [name for name in names if not SNAKE.fullmatch(name)] == []
    assert [entry for entry in entries if not (entry["tags"] and entry["summary"])] == []


async def test_summaries_are_plain_text(app: FastAPI) -> None:
    """Swagger UI shows a summary as it is, with its backticks."""
    document = app.openapi()
    summaries = [documented(document, operation)["summary"] for operation in operations(app)]
    summaries += [example["summary"] for example in document["components"]["examples"].values()]
    assert [summary for summary in summaries if MARKUP.search(summary)] == []


async def test_every_tag_is_described(app: FastAPI) -> None:
    document = app.openapi()
    described = {tag["name"] for tag in document["tags"] if tag["description"]}
    assert {tag for o in operations(app) for tag in documented(document, o)["tags"]} <= described


async def test_every_operation_documents_its_refusals(app: FastAPI) -> None:
    document = app.openapi()
    entries = {operation: documented(document, operation) for operation in operations(app)}
    missing = {o.name: inherent(o, entry) - set(entry["responses"]) for o, entry in entries.items()}
    assert {name: statuses for name, statuses in missing.items() if statuses} == {}


async def test_what_is_for_administrators_documents_their_second_factor(app: FastAPI) -> None:
    """REQUIRE_ADMIN_MFA answers 403 `mfa_required` there, and 403 `admin_only` to users."""
    document = app.openapi()
    codes = {o.name: codes_of(documented(document, o)) for o in operations(app)}
    wanted = {"admin_only", "mfa_required"}
    assert {name for name in ADMIN if not wanted <= codes[name]} == set()
    assert ADMIN
    shared = {name for name, found in codes.items() if "admin_only" in found}
    assert {name for name in shared if "mfa_required" not in codes[name]} == set()


async def test_every_code_of_the_catalogue_is_documented(app: FastAPI) -> None:
    document = app.openapi()
    announced = {code for o in operations(app) for code in codes_of(documented(document, o))}
    catalogue = {refusal.code for refusal in errors_below(AppError)}
    assert catalogue - announced == NOWHERE


async def test_what_takes_a_key_documents_both_refusals_of_keys(app: FastAPI) -> None:
    document = app.openapi()
    entries = {o.name: documented(document, o) for o in operations(app)}
    keyed = {
        name: codes_of(entry)
        for name, entry in entries.items()
        if "Idempotency-Key" in {parameter["name"] for parameter in entry.get("parameters", [])}
    }
    wanted = {"idempotency_in_progress", "idempotency_key_reused"}
    assert {name for name, codes in keyed.items() if not wanted <= codes} == set()
    assert keyed


async def test_what_names_a_thing_can_miss_it(app: FastAPI) -> None:
    document = app.openapi()
    entries = {o.name: documented(document, o) for o in operations(app) if names_a_thing(o)}
    assert {name for name, entry in entries.items() if "404" not in entry["responses"]} == set()


async def test_refusals_have_one_shape(app: FastAPI) -> None:
    document = app.openapi()
    for operation in operations(app):
        for status, answer in documented(document, operation)["responses"].items():
            if status >= "400":
                assert int(status) in TITLES
                assert answer["description"].startswith("`")
                shapes = {kind: body["schema"]["$ref"] for kind, body in answer["content"].items()}
                assert shapes.items() <= SHAPES.items(), (operation.name, status)


async def test_security_is_as_on_the_list(app: FastAPI) -> None:
    document = app.openapi()
    required = {
        operation.name
        for operation in operations(app)
        if all(documented(document, operation)["security"] or [{}])
    }
    assert required == USER | ADMIN


async def test_the_log_in_is_in_sight_in_the_dialog_of_swagger_ui(app: FastAPI) -> None:
    """The last scheme has the focus; a line of text above it leaves room (scripts/docs-page)."""
    schemes = app.openapi()["components"]["securitySchemes"]
    assert list(schemes) == ["accessToken", "oauth2"]
    texts = [scheme["description"] for scheme in schemes.values()]
    assert [text for text in texts if len(text) > ONE_LINE or "\n" in text] == []
    assert "client_id and client_secret stay empty" in schemes["oauth2"]["description"]


async def test_where_no_credentials_are_taken_none_are_named(app: FastAPI) -> None:
    document = app.openapi()
    found = [documented(document, operation)["security"] for operation in operations(app)]
    assert [{}] not in found
    assert [] in found


async def test_a_default_does_not_require_its_field(app: FastAPI) -> None:
    """Generated TypeScript requires a field of a body that has a default."""
    for name, schema in app.openapi()["components"]["schemas"].items():
        if name.endswith(("In", "Patch")):
            assert not any("default" in field for field in schema["properties"].values()), name


async def test_links_give_what_their_targets_take(app: FastAPI) -> None:
    """Each link leads to an existing operation with all of its path parameters."""
    document = app.openapi()
    entries = [(o, documented(document, o)) for o in operations(app)]
    wanted = {entry["operationId"]: set(PARAMETER.findall(o.template)) for o, entry in entries}
    links = [
        (link["operationId"], set(link["parameters"]))
        for _, entry in entries
        for answer in entry["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert [link for link in links if wanted[link[0]] != link[1]] == []
    told = {(source, target) for source, *_, targets in LINKS for target in targets}
    assert len(links) == len(told)


async def test_the_largest_id_is_documented_to_the_last_digit(app: FastAPI) -> None:
    """A floating-point number would be one more, and that is rejected."""
    document = app.openapi()
    ids = document["components"]["schemas"]["BulkDeleteIn"]["properties"]["ids"]["items"]
    (post_id,) = document["paths"]["/api/posts/{post_id}/restore"]["post"]["parameters"]
    for schema in (ids, post_id["schema"]):
        assert repr(schema["maximum"]) == repr(BIGINT_MAX)


async def test_the_document_is_made_once_and_tagged(client: httpx2.AsyncClient) -> None:
    first = await client.get("/openapi.json")
    assert first.json()["openapi"].startswith("3.1")
    assert first.headers["content-type"] == "application/json"
    assert first.headers["cache-control"] == "public, no-cache"
    for tag in (first.headers["etag"], f'W/{first.headers["etag"]}, "x"'):
        again = await client.get("/openapi.json", headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    head = await client.head("/openapi.json")
    assert (head.status_code, head.content) == (200, b"")
