"""Run directly or by FastAPI itself, an endpoint answers alike."""

from collections.abc import AsyncIterator
from typing import Annotated

import httpx2
import pytest
from fastapi import (
    APIRouter,
    Body,
    Depends,
    FastAPI,
    Header,
    Path,
    Query,
    Request,
    Response,
)
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.routing import BaseRoute
from starlette.types import Message

from blog_api.web.errors import add_error_handlers
from blog_api.web.routing import Route
from blog_api.web.simple import direct_endpoint


class Heard(BaseModel):
    number: int
    word: str | None
    tag: str | None
    caller: str


class Paging(BaseModel):
    limit: int = 3


class Note(BaseModel):
    text: str
    stars: int = 0


async def caller(request: Request) -> str:
    return request.headers.get("x-caller", "nobody")


async def signed(
    response: Response,
    who: Annotated[str, Depends(caller)],
    key: Annotated[str | None, Header(max_length=5)] = None,
) -> str:
    response.headers["X-Signed"] = who
    return f"{who} {key}"


def add_writing(router: APIRouter, calls: list[str]) -> None:
    async def note_call(request: Request) -> None:
        calls.append(request.url.path)

    @router.post("/notes/{number}", dependencies=[Depends(note_call)])
    async def written(
        number: Annotated[int, Path(ge=1)],
        note: Note,
        signature: Annotated[str, Depends(signed)],
    ) -> Heard:
        return Heard(number=number + note.stars, word=note.text, tag=None, caller=signature)

    @router.post("/settings")
    async def settled(paging: Annotated[Paging | None, Body()] = None) -> Paging:
        return paging or Paging(limit=7)

    @router.delete("/notes/{number}", status_code=204)
    async def removed(number: int, response: Response) -> None:
        response.headers["X-Removed"] = str(number)


def add_reading(router: APIRouter) -> None:
    @router.get("/told/{number}", status_code=203, response_model=Heard)
    async def told(  # noqa: PLR0913, PLR0917  # all that an endpoint may take
        number: Annotated[int, Path(ge=1)],
        request: Request,
        response: Response,
        who: Annotated[str, Depends(caller)],
        word: Annotated[str | None, Query(max_length=5)] = None,
        if_tag: Annotated[str | None, Header()] = None,
    ) -> Heard | Response:
        if word == "own":
            return Response(b"own", 202)
        response.headers["X-Path"] = request.url.path
        return Heard(number=number, word=word, tag=if_tag, caller=who)


def is_direct(route: BaseRoute) -> bool:
    return isinstance(route, Route) and direct_endpoint(route) is not None


@pytest.fixture
def calls() -> list[str]:
    return []


@pytest.fixture(params=[Route, APIRoute])
def app(request: pytest.FixtureRequest, calls: list[str]) -> FastAPI:
    app = FastAPI()
    add_error_handlers(app)
    router = APIRouter(route_class=request.param)
    add_reading(router)
    add_writing(router, calls)
    assert request.param is APIRoute or all(map(is_direct, router.routes))
    app.router.routes += router.routes
    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened


async def test_what_it_takes_and_gives(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/told/7?word=a&word=b", headers={"If-Tag": "x", "X-Caller": "ada"})
    assert answer.status_code == 203
    assert answer.json() == {"number": 7, "word": "b", "tag": "x", "caller": "ada"}
    assert answer.headers["x-path"] == "/told/7"
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-length"] == str(len(answer.content))


async def test_defaults(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/told/7")
    assert answer.json() == {"number": 7, "word": None, "tag": None, "caller": "nobody"}


async def test_a_response_of_its_own(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/told/7?word=own")
    assert (answer.status_code, answer.content) == (202, b"own")


async def test_all_that_is_wrong_at_once(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/told/0?word=too-long")
    assert answer.status_code == 422
    assert faults_of(answer) == [
        (["path", "number"], "greater_than_equal"),
        (["query", "word"], "string_too_long"),
    ]


def faults_of(answer: httpx2.Response) -> list[tuple[list[str | int], str]]:
    return [(fault["loc"], fault["type"]) for fault in answer.json()["errors"]]


async def test_a_body_and_what_depends_on_more(
    client: httpx2.AsyncClient, calls: list[str]
) -> None:
    headers = {"X-Caller": "ada", "Key": "k"}
    answer = await client.post("/notes/7", json={"text": "a", "stars": "2"}, headers=headers)
    assert answer.status_code == 200
    assert answer.json() == {"number": 9, "word": "a", "tag": None, "caller": "ada k"}
    assert answer.headers["x-signed"] == "ada"
    assert calls == ["/notes/7"]


async def test_a_body_that_may_be_left_out(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/settings")).json() == {"limit": 7}
    assert (await client.post("/settings", json=None)).json() == {"limit": 7}
    assert (await client.post("/settings", json={"limit": 4})).json() == {"limit": 4}


async def test_no_content(client: httpx2.AsyncClient) -> None:
    answer = await client.delete("/notes/7")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["x-removed"] == "7"


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("path", "body", "headers", "faults"),
    [
        ("/notes/7", b"", {}, [(["body"], "missing")]),
        ("/notes/7", b"null", JSON, [(["body"], "model_attributes_type")]),
        ("/notes/7", b"[1]", JSON, [(["body"], "model_attributes_type")]),
        ("/notes/7", b'{"stars": 1}', JSON, [(["body", "text"], "missing")]),
        ("/notes/7", b'{"text": }', JSON, [(["body", 9], "json_invalid")]),
        ("/notes/0", b'{"text": }', JSON, [(["body", 9], "json_invalid")]),
        (
            "/notes/0",
            b"{}",
            JSON | {"Key": "too long"},
            [
                (["header", "key"], "string_too_long"),
                (["path", "number"], "greater_than_equal"),
                (["body", "text"], "missing"),
            ],
        ),
        ("/settings", b"[]", JSON, [(["body"], "model_attributes_type")]),
    ],
)
async def test_all_that_is_wrong_with_a_body(  # noqa: PLR0913, PLR0917  # a table of questions
    client: httpx2.AsyncClient,
    calls: list[str],
    path: str,
    body: bytes,
    headers: dict[str, str],
    faults: list[tuple[list[str | int], str]],
) -> None:
    answer = await client.post(path, content=body, headers=headers)
    assert answer.status_code == 422
    assert faults_of(answer) == faults
    assert bool(calls) == (path != "/settings" and faults[0][1] != "json_invalid")


@pytest.mark.parametrize("media_type", [b"application/json", b"text/plain"])
async def test_who_hangs_up_in_the_middle_of_a_body(app: FastAPI, media_type: bytes) -> None:
    """Nobody hears it, but it is logged: as no defect of ours."""
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message)

    headers = [(b"content-type", media_type), (b"content-length", b"9")]
    scope = {"type": "http", "method": "POST", "path": "/notes/7", "query_string": b""}
    await app({**scope, "headers": headers}, receive, send)
    assert told[0]["status"] == 400
