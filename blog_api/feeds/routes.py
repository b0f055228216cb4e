"""Feeds and the sitemap over HTTP: public, cacheable, and the same for everybody."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BeforeValidator
from starlette.responses import Response

from blog_api.errors import NotFoundError
from blog_api.feeds import atom, json_feed, queries, sitemap
from blog_api.feeds.addresses import Addresses, addresses_of
from blog_api.feeds.gathering import gather_feed
from blog_api.web.database import ReadDb, WriteDb
from blog_api.web.etag import IfNoneMatch, is_current, tag_of_body
from blog_api.web.routing import Responses, Route, answers, refusals
from blog_api.web.schemas import Text, require_digits

router = APIRouter(tags=["feeds"], route_class=Route)

FEED_AGE: Final = 300
SITEMAP_AGE: Final = 3600
CACHEABLE: Final[Responses] = answers(200, "ETag") | answers(304, "ETag")
ATOM_EXAMPLE: Final = '<feed xmlns="http://www.w3.org/2005/Atom"><title>blog</title></feed>'
SITEMAP_EXAMPLE: Final = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'
JSON_FEED_EXAMPLE: Final = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "blog",
    "items": [],
}

Author = Annotated[Text | None, Query(max_length=100, description="An id or a user name.")]
Tag = Annotated[Text | None, Query(max_length=100)]
Part = Annotated[
    int | None,
    Query(ge=1, le=queries.MAX_PART, description="As the index names it."),
    BeforeValidator(require_digits),
]


def shown(media_type: str, shape: str, example: object) -> Responses:
    """What a feed answers: its shape is in a standard of its own."""
    content = {media_type: {"schema": {"type": shape}, "example": example}}
    described = {200: {**CACHEABLE[200], "content": content}}
    return CACHEABLE | described | refusals(NotFoundError)


class AtomResponse(Response):
    media_type = atom.MEDIA_TYPE


class JsonFeedResponse(Response):
    media_type = json_feed.MEDIA_TYPE


class SitemapResponse(Response):
    media_type = sitemap.MEDIA_TYPE


async def get_addresses(request: Request) -> Addresses:
    """From the settings."""
    return addresses_of(request.app.state.settings)


At = Annotated[Addresses, Depends(get_addresses)]


def cached(answer: Response, seconds: int, if_none_match: str | None) -> Response:
    """The answer, or 304 for a client that has these very bytes."""
    tag = tag_of_body(answer.body)
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={seconds}"}
    if is_current(if_none_match, tag):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer


@router.get(
    "/feed.atom",
    operation_id="get_atom_feed",
    response_class=AtomResponse,
    responses=shown(atom.MEDIA_TYPE, "string", ATOM_EXAMPLE),
)
async def get_atom_feed(  # noqa: PLR0913, PLR0917  # what HTTP gives
    request: Request,
    db: WriteDb,
    at: At,
    author: Author = None,
    tag: Tag = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The newest published posts as Atom (RFC 4287)."""
    feed = await gather_feed(db, request.app.state.settings.site_title, author, tag)
    return cached(AtomResponse(atom.write_atom(feed, at)), FEED_AGE, if_none_match)


@router.get(
    "/feed.json",
    operation_id="get_json_feed",
    response_class=JsonFeedResponse,
    responses=shown(json_feed.MEDIA_TYPE, "object", JSON_FEED_EXAMPLE),
)
async def get_json_feed(  # noqa: PLR0913, PLR0917  # what HTTP gives
    request: Request,
    db: WriteDb,
    at: At,
    author: Author = None,
    tag: Tag = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The newest published posts as JSON Feed 1.1."""
    feed = await gather_feed(db, request.app.state.settings.site_title, author, tag)
    return cached(JsonFeedResponse(json_feed.write_json_feed(feed, at)), FEED_AGE, if_none_match)


@router.get(
    "/sitemap.xml",
    operation_id="get_sitemap",
    response_class=SitemapResponse,
    responses=shown(sitemap.MEDIA_TYPE, "string", SITEMAP_EXAMPLE),
)
async def get_sitemap(
    db: ReadDb,
    at: At,
    part: Part = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Every published post, or above 50,000 of them an index of parts."""
    body = await sitemap_of(db, at, part)
    return cached(SitemapResponse(body), SITEMAP_AGE, if_none_match)


async def sitemap_of(db: ReadDb, at: Addresses, part: int | None) -> bytes:
    """Written off the event loop: fifty thousand pages take a moment."""
    parts = await queries.list_sitemap_parts(db) if part is None else []
    if parts:
        return sitemap.write_sitemap_index(parts, at)
    entries = await queries.list_sitemap(db, part)
    return await asyncio.to_thread(sitemap.write_sitemap, entries, at)
