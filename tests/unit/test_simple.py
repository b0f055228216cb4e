"""Whatever is not simple is left to FastAPI."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, BackgroundTasks, Body, Depends, Form, Query, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel

from blog_api.web.simple import direct_endpoint


class Paging(BaseModel):
    limit: int = 3


class Note(BaseModel):
    text: str


async def caller(request: Request) -> str:
    return request.headers.get("x-caller", "nobody")


async def signed(who: Annotated[str, Depends(caller)]) -> str:
    return who


def route_of(endpoint: Callable[..., Any], **options: bool) -> APIRoute:
    router = APIRouter()
    router.post("/", **options)(endpoint)  # type: ignore[arg-type]  # any of its options
    (route,) = router.routes
    assert isinstance(route, APIRoute)
    return route


def blocking(request: Request) -> str:
    return request.url.path


async def opened() -> AsyncIterator[str]:
    yield "open"


async def with_form(word: Annotated[str, Form()]) -> Paging:
    return Paging(limit=len(word))


async def with_two_models(note: Note, paging: Paging) -> Paging:
    return Paging(limit=len(note.text) + paging.limit)


async def with_embedded(note: Annotated[Note, Body(embed=True)]) -> Note:
    return note


async def with_tasks(tasks: BackgroundTasks) -> Paging:
    return Paging(limit=len(tasks.tasks))


async def with_list(words: Annotated[list[str] | None, Query()] = None) -> Paging:
    return Paging(limit=len(words or []))


async def with_required(word: str) -> Paging:
    return Paging(limit=len(word))


async def with_one_twice(
    who: Annotated[str, Depends(caller)], signature: Annotated[str, Depends(signed)]
) -> Paging:
    return Paging(limit=len(who + signature))


async def with_an_end(word: Annotated[str, Depends(opened)]) -> Paging:
    return Paging(limit=len(word))


async def with_blocking(who: Annotated[str, Depends(blocking)]) -> Paging:
    return Paging(limit=len(who))


async def with_nothing_to_say() -> None:
    pass


@pytest.mark.parametrize(
    "endpoint",
    [
        with_form,
        with_two_models,
        with_embedded,
        with_tasks,
        with_list,
        with_required,
        with_one_twice,
        with_an_end,
        with_blocking,
        with_nothing_to_say,
    ],
)
def test_it_is_left_to_fastapi(endpoint: Callable[..., Any]) -> None:
    assert direct_endpoint(route_of(endpoint)) is None


async def with_all_that_is_simple(
    paging: Paging, who: Annotated[str, Depends(signed)], word: str | None = None
) -> Note:
    return Note(text=f"{who} {word} {paging.limit}")


def test_what_is_simple_is_run_directly() -> None:
    assert direct_endpoint(route_of(with_all_that_is_simple))


def test_an_answer_that_leaves_fields_out_is_fastapis() -> None:
    route = route_of(with_all_that_is_simple, response_model_exclude_none=True)
    assert direct_endpoint(route) is None
