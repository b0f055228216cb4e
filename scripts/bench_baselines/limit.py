"""The upper limit: Starlette, psycopg and orjson, with only the necessary work per request."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
from jose import jwk, jwt
from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

LIST = b"""
SELECT p.id, p.slug, p.title, p.excerpt, p.category, p.tags, p.image_url, p.status,
    json_build_object('id', u.id, 'username', u.username, 'name', u.name,
                      'avatar_url', u.avatar_url) AS author,
    c.vote_count, c.comment_count, c.view_count, p.published_at, p.created_at, p.updated_at
FROM posts p JOIN users u ON u.id = p.author_id JOIN post_counters c ON c.post_id = p.id
WHERE p.deleted_at IS NULL AND u.deleted_at IS NULL
    AND p.status = 'published' AND p.published_at <= now()
"""
NEWEST = b"ORDER BY p.published_at DESC, p.id DESC LIMIT 20"
PAGE = LIST + NEWEST
NEXT_PAGE = LIST + b"AND (p.published_at, p.id) < (%s, %s) " + NEWEST
POST = LIST.replace(b"p.excerpt,", b"p.excerpt, p.content,") + b"AND p.id = %b"
USER = b"""
SELECT id, email, username, name, bio, avatar_url, role, created_at
FROM users WHERE deleted_at IS NULL AND is_active AND id = %b
"""
CREATE = b"""
INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, tags, status,
                   published_at)
VALUES (%s, %s, %s, left(%s, 200), false, %s, %s, 'published', now()) RETURNING *
"""
KEY = jwk.construct(Path(os.environ["BENCH_PUBLIC_KEY"]).read_text(), "RS256")
pool = AsyncConnectionPool(
    os.environ["DATABASE_URL"],
    connection_class=AsyncConnection[dict[str, Any]],
    kwargs={"autocommit": True, "row_factory": dict_row},
    min_size=8,
    max_size=8,
    open=False,
)


async def fetch(sql: bytes, *values: object) -> list[dict[str, Any]]:
    async with pool.connection() as connection:
        return await (await connection.execute(sql, values)).fetchall()


def answer(content: object, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def user_id_of(request: Request) -> int:
    token = request.headers["authorization"].removeprefix("Bearer ")
    return int(jwt.decode(token, KEY, algorithms=["RS256"])["sub"])


async def list_posts(request: Request) -> Response:
    cursor = request.query_params.get("cursor")
    time, _, post_id = (cursor or "").partition("_")
    rows = await fetch(NEXT_PAGE, time, int(post_id)) if cursor else await fetch(PAGE)
    last = f"{rows[-1]['published_at'].isoformat()}_{rows[-1]['id']}" if rows else None
    return answer({"items": rows, "next_cursor": last})


async def read_post(request: Request) -> Response:
    rows = await fetch(POST, int(request.path_params["id"]))
    return answer(rows[0]) if rows else Response(status_code=404)


async def read_me(request: Request) -> Response:
    rows = await fetch(USER, user_id_of(request))
    return answer(rows[0]) if rows else Response(status_code=401)


async def create_post(request: Request) -> Response:
    data = orjson.loads(await request.body())
    content, title = data["content"], data["title"]
    values = (user_id_of(request), data["slug"], title, content, content, data["tags"])
    return answer((await fetch(CREATE, *values))[0], 201)


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    async with pool:
        yield


app = Starlette(
    routes=[
        Route("/api/posts", list_posts),
        Route("/api/posts", create_post, methods=["POST"]),
        Route("/api/posts/{id}", read_post),
        Route("/api/users/me", read_me),
    ],
    lifespan=lifespan,
)
