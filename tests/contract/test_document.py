"""The OpenAPI document names every operation, and every refusal that it can answer."""

import re
from typing import Any

from fastapi import FastAPI

from blog_api.errors import AppError
from blog_api.web.components import refusals_below
from blog_api.web.errors import TITLES
from blog_api.web.links import LINKS
from blog_api.web.schemas import BIGINT_MAX
from tests.contract.operations import ADMIN, PARAMETER, USER, Operation, operations

# A defect of ours, and what no documented method meets.
NOWHERE = {"internal_error", "method_not_allowed"}
SNAKE = re.compile(r"[a-z]+(_[a-z]+)*")
SHAPES = {
    "application/problem+json": "#/components/schemas/Problem",
    "application/json": "#/components/schemas/GrantProblem",
}


def documented(document: dict[str, Any], operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][operation.template][operation.method.lower()]
    return found


def codes_of(entry: dict[str, Any]) -> set[str]:
    """Every code that an operation announces."""
    contents = [answer.get("content", {}) for answer in entry["responses"].values()]
    refused = [kind for content in contents for kind in content.values() if "examples" in kind]
    return {code for kind in refused for code in kind["examples"]}


def inherent(operation: Operation, entry: dict[str, Any]) -> set[str]:
    """The statuses that follow from what an operation is."""
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


async def test_every_tag_is_described(app: FastAPI) -> None:
    document = app.openapi()
    described = {tag["name"] for tag in document["tags"] if tag["description"]}
    assert {tag for o in operations(app) for tag in documented(document, o)["tags"]} <= described


async def test_every_operation_documents_its_refusals(app: FastAPI) -> None:
    document = app.openapi()
    entries = {operation: documented(document, operation) for operation in operations(app)}
    missing = {o.name: inherent(o, entry) - set(entry["responses"]) for o, entry in entries.items()}
    assert {name: statuses for name, statuses in missing.items() if statuses} == {}


async def test_every_code_of_the_catalogue_is_documented(app: FastAPI) -> None:
    document = app.openapi()
    announced = {code for o in operations(app) for code in codes_of(documented(document, o))}
    catalogue = {refusal.code for refusal in refusals_below(AppError)}
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
        if documented(document, operation).get("security", [{}])[0]
    }
    assert required == USER | ADMIN


async def test_links_give_what_their_targets_take(app: FastAPI) -> None:
    """Each leads to an operation that there is, with all that its path asks for."""
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
    assert len(links) == sum(len(targets) for *_, targets in LINKS)


async def test_the_largest_id_is_documented_to_the_last_digit(app: FastAPI) -> None:
    """A floating-point number would be one more, and that is refused."""
    document = app.openapi()
    ids = document["components"]["schemas"]["BulkDeleteIn"]["properties"]["ids"]["items"]
    (post_id,) = document["paths"]["/api/posts/{post_id}/restore"]["post"]["parameters"]
    for schema in (ids, post_id["schema"]):
        assert repr(schema["maximum"]) == repr(BIGINT_MAX)
