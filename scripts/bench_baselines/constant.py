"""The cost of HTTP alone: constant responses of the same size."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench_baselines import limit

ONE = limit.POST.replace(b"AND p.id = %b", b"LIMIT 1")
made: dict[str, bytes] = {}


async def list_posts(_: Request) -> Response:
    return Response(made["list"], media_type="application/json")


async def read_post(_: Request) -> Response:
    return Response(made["post"], media_type="application/json")


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    async with limit.pool:
        made["list"] = orjson.dumps({"items": await limit.fetch(limit.PAGE)})
        made["post"] = orjson.dumps((await limit.fetch(ONE))[0])
    yield


app = Starlette(
    routes=[Route("/api/posts", list_posts), Route("/api/posts/{id}", read_post)],
    lifespan=lifespan,
)
