"""Run directly or by FastAPI itself, an endpoint answers alike."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import APIRouter, Body, Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from blog_api.web.direct import direct_endpoint
from blog_api.web.routing import Route


class Heard(BaseModel):
    number: int
    word: str | None
    tag: str | None
    caller: str


class Paging(BaseModel):
    limit: int = 3


async def caller(request: Request) -> str:
    return request.headers.get("x-caller", "nobody")


def add_routes(router: APIRouter) -> None:
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


@pytest.fixture(params=[Route, APIRoute])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI()
    router = APIRouter(route_class=request.param)
    add_routes(router)
    app.router.routes += router.routes
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
    found = [(fault["loc"], fault["type"]) for fault in answer.json()["detail"]]
    assert found == [
        (["path", "number"], "greater_than_equal"),
        (["query", "word"], "string_too_long"),
    ]


def route_of(router: APIRouter) -> APIRoute:
    (route,) = router.routes
    assert isinstance(route, APIRoute)
    return route


def test_what_is_simple_is_not() -> None:
    router = APIRouter()
    add_routes(router)
    assert direct_endpoint(route_of(router))


async def nested(who: Annotated[str, Depends(caller)]) -> str:
    return who


def blocking(request: Request) -> str:
    return request.url.path


async def with_body(data: Annotated[Heard, Body()]) -> Heard:
    return data


async def with_list(words: Annotated[list[str] | None, Query()] = None) -> Paging:
    return Paging(limit=len(words or []))


async def with_required(word: str) -> Paging:
    return Paging(limit=len(word))


async def with_nested(who: Annotated[str, Depends(nested)]) -> Paging:
    return Paging(limit=len(who))


async def with_blocking(who: Annotated[str, Depends(blocking)]) -> Paging:
    return Paging(limit=len(who))


async def with_nothing_to_say() -> None:
    pass


@pytest.mark.parametrize(
    "endpoint",
    [with_body, with_list, with_required, with_nested, with_blocking, with_nothing_to_say],
)
def test_what_is_not_simple_is_left_to_fastapi(endpoint: Callable[..., Any]) -> None:
    router = APIRouter()
    router.post("/")(endpoint)
    assert direct_endpoint(route_of(router)) is None
