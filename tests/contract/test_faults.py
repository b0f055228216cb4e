"""Every 422 names its field, on every route; `CheckingTransport` checks all other errors."""

from typing import Any, Final

import httpx2
import pytest
from fastapi import FastAPI

from tests.contract.operations import ABSENT
from tests.factories import PASSWORD, World
from tests.operations import JSON, Operation, list_operations

WRONG: Final = {"no": "value of any field"}
IDS: Final = {
    "post_id",
    "user_id",
    "comment_id",
    "deletion_id",
    "change_id",
    "session_id",
    "token_id",
}


def address(operation: Operation, **values: Any) -> str:
    known: dict[str, Any] = {
        name: ABSENT.get(name, 999_999_999) for name in operation.path_parameters
    }
    return operation.address(known | values)


def with_fields(app: FastAPI) -> list[Operation]:
    return [each for each in list_operations(app) if each.media_type == JSON and each.fields]


def places(answer: httpx2.Response) -> list[list[str]]:
    return [fault["loc"] for fault in answer.json()["errors"]]


async def send(world: World, operation: Operation, body: Any) -> httpx2.Response:
    """Send as a new administrator, as the request may succeed."""
    headers = (await world.admin()).headers
    return await world.client.request(
        operation.method, address(operation), json=body, headers=headers
    )


async def test_a_wrong_type_is_told_at_its_field(app: FastAPI, world: World) -> None:
    for operation in with_fields(app):
        for name in operation.fields:
            answer = await send(world, operation, operation.example | {name: WRONG})
            assert answer.status_code == 422, (operation.name, name)
            assert ["body", name] in [loc[:2] for loc in places(answer)], (operation.name, name)


async def test_a_null_that_is_not_allowed_is_told_at_its_field(app: FastAPI, world: World) -> None:
    refused = set()
    for operation in with_fields(app):
        for name in operation.fields:
            answer = await send(world, operation, operation.example | {name: None})
            if answer.status_code == 422:
                assert places(answer) == [["body", name]], (operation.name, name)
                refused.add((operation.method, operation.path, name))
    post = "/api/posts/{post_id}"
    assert {("PATCH", post, name) for name in ("status", "title", "content", "tags")} <= refused
    assert {("PATCH", "/api/users/me", name) for name in ("username", "email")} <= refused
    assert len(refused) > 25


async def test_a_missing_field_is_told_at_its_name(app: FastAPI, world: World) -> None:
    for operation in with_fields(app):
        answer = await send(world, operation, {}) if operation.required else None
        if answer is not None:
            assert places(answer) == [["body", name] for name in operation.required]


async def test_every_parameter_is_told_at_its_name(app: FastAPI, world: World) -> None:
    headers = (await world.admin()).headers
    told = 0
    for operation in list_operations(app):
        for name in operation.query:
            path = f"{address(operation)}?{name}=%00!"
            body = operation.example if operation.media_type == JSON else None
            answer = await world.client.request(operation.method, path, headers=headers, json=body)
            if answer.status_code == 422:
                assert ["query", name] in places(answer), path
                told += 1
            else:
                assert answer.status_code == 404 or name == "cursor", path
        for name in IDS & set(operation.path_parameters):
            path = address(operation, **{name: "x1"})
            answer = await world.client.request(
                operation.method, path, headers=headers, json=operation.example
            )
            assert ["path", name] in places(answer), path
            told += 1
    assert told > 80


async def test_a_bad_cursor_is_told_at_its_name(app: FastAPI, world: World) -> None:
    headers = (await world.admin()).headers
    post = await world.post()
    comment = await world.comment(await world.user(), post["id"])
    ids = {"post_id": post["id"], "comment_id": comment["id"]}
    asked = 0
    for operation in list_operations(app):
        if "cursor" in operation.query:
            for cursor in ("x", "bmV3ZXN0LjEuMQ.", "%F0%9F%98%80", "x" * 101):
                path = f"{address(operation, **ids)}?cursor={cursor}"
                answer = await world.client.get(path, headers=headers)
                assert (answer.status_code, places(answer)) == (422, [["query", "cursor"]]), path
                asked += 1
    assert asked > 30


@pytest.mark.parametrize("password", ["12345678", "short", "x" * 257])
async def test_a_weak_password_is_told_at_its_field(world: World, password: str) -> None:
    ada = await world.user()
    new = {"email": "new@example.com", "username": "newcomer", "password": password}
    answer = await world.client.post("/api/users", json=new)
    assert (answer.status_code, places(answer)) == (422, [["body", "password"]])
    change = {"current_password": PASSWORD, "new_password": password}
    answer = await world.client.post("/api/users/me/password", json=change, headers=ada.headers)
    assert (answer.status_code, places(answer)) == (422, [["body", "new_password"]])
    assert password not in answer.text


async def test_at_most_twenty_faults_are_told(world: World) -> None:
    ada = await world.user()
    body = {f"unknown{number}": 1 for number in range(33)} | {"title": "t", "content": "c"}
    answer = await world.client.post("/api/posts", json=body, headers=ada.headers)
    problem = answer.json()
    assert (answer.status_code, len(problem["errors"]), problem["more_errors"]) == (422, 20, 13)
    body = {"x" * 5_000: 1, "title": "t", "content": "c"}
    answer = await world.client.post("/api/posts", json=body, headers=ada.headers)
    assert places(answer) == [["body", "x" * 40 + "…"]]
    assert "more_errors" not in answer.json()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("page=1&skip=2", [["query", "page"], ["query", "skip"]]),
        ("page=100000", [["query", "page"]]),
        ("skip=10001", [["query", "skip"]]),
        ("sort=relevance", [["query", "search"]]),
    ],
)
async def test_what_several_parameters_say_together(
    world: World, query: str, told: list[list[str]]
) -> None:
    answer = await world.client.get(f"/api/posts?{query}")
    assert (answer.status_code, places(answer)) == (422, told)


async def test_the_schema_of_a_password_says_its_limit(app: FastAPI) -> None:
    schemas = app.openapi()["components"]["schemas"]
    limits = {
        schemas[name]["properties"][field]["maxLength"]
        for name, field in (("RegisterIn", "password"), ("ResetIn", "new_password"))
    }
    assert limits == {256}
