"""Hot routes, reads and the writes of a post, return a finished response (decision 0032)."""

from inspect import signature
from typing import Any, Final

import httpx2
import pytest
from fastapi import FastAPI, Response
from fastapi.routing import APIRoute, iter_route_contexts
from jsonschema_rs import Draft202012Validator

from blog_api.auth.dependencies import Guard, admit_user
from blog_api.http.parameters import dependencies_of
from blog_api.main import create_app
from blog_api.permissions import Actor
from blog_api.settings import Settings
from tests.contract.operations import Operation, operations
from tests.factories import World

HOT_READS: Final = {
    "GET /api/posts": "/api/posts?count=exact&search=word&snippet=true",
    "GET /api/posts/slug/{slug}": "/api/posts/slug/{slug}?render=html",
    "GET /api/posts/{post_id}": "/api/posts/{id}?render=html",
    "GET /api/posts/{post_id}/comments": "/api/posts/{id}/comments",
    "GET /api/users/me": "/api/users/me",
}
WRITES: Final = {
    "PATCH /api/posts/{post_id}",
    "POST /api/posts",
    "PUT /api/posts/{post_id}",
}
MOST: Final = 8


def returns_response(operation: Operation) -> bool:
    return signature(operation.route.endpoint, eval_str=True).return_annotation is Response


async def test_no_other_route_of_the_api_returns_a_response(app: FastAPI) -> None:
    """FastAPI validates every other response against its model."""
    found = {o.name for o in operations(app) if " /api/" in o.name and returns_response(o)}
    assert found == HOT_READS.keys() | WRITES
    assert len(found) <= MOST


async def test_they_are_matched_before_all_other_routes(app: FastAPI) -> None:
    hot = HOT_READS.keys() | WRITES
    first = list(iter_route_contexts(app.routes))[: len(hot)]
    names = {f"{method} {each.path_format}" for each in first for method in each.methods or ()}
    assert names - {name.replace("GET", "HEAD") for name in HOT_READS} == hot
    assert not any(isinstance(each.original_route, APIRoute) for each in first)


@pytest.mark.parametrize("name", sorted(WRITES))
async def test_a_write_runs_its_guard_before_it_reads_the_body(world: World, name: str) -> None:
    ada, mallory = await world.user(), await world.user()
    post = await world.post(ada)
    method, _, path = name.partition(" ")
    address = path.format(post_id=post["id"])

    async def status_of(headers: dict[str, str], content: bytes) -> int:
        sent = headers | {"Content-Type": "application/json"}
        answer = await world.client.request(method, address, content=content, headers=sent)
        return answer.status_code

    assert await status_of({}, b"{") == 401
    assert await status_of(mallory.headers, b"{") == 422
    assert await status_of(mallory.headers, b'{"title": "x", "content": "y"}') in {201, 403}


@pytest.mark.parametrize("name", HOT_READS)
async def test_the_response_is_of_the_published_schema(world: World, name: str) -> None:
    ada = await world.user()
    post = await world.post(ada, content="A **word** of it")
    comment = {"content": "Well said."}
    url = f"/api/posts/{post['id']}/comments"
    assert (await world.client.post(url, json=comment, headers=ada.headers)).is_success
    path = name.removeprefix("GET ")
    for headers in [ada.headers, {}][: 1 if path.endswith("/me") else 2]:
        answer = await world.client.get(HOT_READS[name].format_map(post), headers=headers)
        assert answer.status_code == 200
        require_schema(world.app.openapi()["paths"][path]["get"], world.app.openapi(), answer)


@pytest.mark.parametrize("name", sorted(WRITES))
async def test_a_written_post_is_of_the_published_schema(world: World, name: str) -> None:
    ada = await world.user()
    post = await world.post(ada)
    method, _, path = name.partition(" ")
    body = {"title": "Of the schema", "content": "A **word** of it", "tags": ["one"]}
    answer = await world.client.request(
        method, path.format(post_id=post["id"]), json=body, headers=ada.headers
    )
    assert answer.is_success
    document = world.app.openapi()
    require_schema(document["paths"][path][method.lower()], document, answer)


def require_schema(
    operation: dict[str, Any], document: dict[str, Any], answer: httpx2.Response
) -> None:
    documented = operation["responses"][str(answer.status_code)]["content"]
    schema = documented[answer.headers["content-type"]]["schema"]
    closed = {"components": document["components"], "unevaluatedProperties": False, **schema}
    Draft202012Validator(closed).validate(answer.json())


async def test_dependencies_can_be_overridden(settings: Settings, world: World) -> None:
    """Ordinary routes are FastAPI's own, so that their parts can be replaced."""
    app = create_app(settings)
    app.state.database = world.db
    ada = await world.user()
    actor = Actor(ada.id, ada.username, "user", session_id=1)
    post = await world.post(ada)
    path = "/api/posts/{post_id}/comments"
    (route,) = (each.route for each in operations(app) if each.name == f"POST {path}")
    for guard in {admit_user, *dependencies_of(route)}:
        if isinstance(guard, Guard):
            app.dependency_overrides[guard] = lambda: actor
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.post(
            path.format(post_id=post["id"]), json={"content": "By another way in"}
        )
    assert answer.status_code == 201
    assert answer.json()["author"]["id"] == ada.id
