"""Feeds and the sitemap over HTTP: public, cacheable, and the same for everybody."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BeforeValidator
from starlette.responses import Response

from blog_api.db.public_reader import PublicReader
from blog_api.errors import NotFoundError
from blog_api.feeds import atom, json_feed, queries, sitemap
from blog_api.feeds.entries import Outline, outline_feed, with_contents
from blog_api.feeds.schemas import Feed
from blog_api.feeds.urls import Addresses, addresses_of
from blog_api.http.dependencies import PublicDb, public_reader_of, reads_standby
from blog_api.http.etag import IfNoneMatch, is_current, tag_of_body
from blog_api.http.fields import Text, require_digits
from blog_api.http.middleware.public_reads import for_caches
from blog_api.http.routing import Responses, error_responses, response_headers
from blog_api.posts.filters import TAG

router = APIRouter(tags=["feeds"])

CACHEABLE: Final[Responses] = response_headers(200, "ETag") | response_headers(304, "ETag")
ATOM_EXAMPLE: Final = '<feed xmlns="http://www.w3.org/2005/Atom"><title>blog</title></feed>'
SITEMAP_EXAMPLE: Final = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'
JSON_FEED_EXAMPLE: Final = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "blog",
    "items": [],
}

Writer = Callable[[Feed, Addresses], bytes]
Author = Annotated[Text | None, Query(max_length=100, description="An id or a user name.")]
Tag = Annotated[Text | None, Query(max_length=100, description=TAG)]
Part = Annotated[
    int | None,
    Query(ge=1, le=queries.MAX_PART, description="As the index names it."),
    BeforeValidator(require_digits),
]


def shown(media_type: str, shape: str, example: object) -> Responses:
    """Return the OpenAPI responses of a feed; its format is another standard's."""
    content = {media_type: {"schema": {"type": shape}, "example": example}}
    described = {200: {**CACHEABLE[200], "content": content}}
    return CACHEABLE | described | error_responses(NotFoundError)


class AtomResponse(Response):
    media_type = atom.MEDIA_TYPE


class JsonFeedResponse(Response):
    media_type = json_feed.MEDIA_TYPE


class SitemapResponse(Response):
    media_type = sitemap.MEDIA_TYPE


async def get_addresses(request: Request, db: PublicDb) -> Addresses:
    """Return the URLs of the feeds, from the settings and the id of the blog."""
    state = request.app.state
    return addresses_of(state.settings, await state.identity.get_uid(db))


At = Annotated[Addresses, Depends(get_addresses)]


class Asked:
    """The query parameters of a feed."""

    def __init__(
        self, author: Author = None, tag: Tag = None, if_none_match: IfNoneMatch = None
    ) -> None:
        self.author = author
        self.tag = tag
        self.if_none_match = if_none_match


async def answer(
    request: Request, asked: Asked, write: Writer, response_class: type[Response]
) -> Response:
    """Return the feed, or 304 without reading or rendering any content.

    Identical concurrent requests share the outline, and those that get a 200 the document
    (decision 0024); `If-None-Match` is compared for each.
    """
    state, media_type = request.app.state, str(response_class.media_type)
    own_db = public_reader_of(request)
    addresses = await get_addresses(request, own_db)
    key = (reads_standby(request), media_type, asked.author, asked.tag)

    async def read_outline(_: Sequence[None]) -> tuple[PublicReader, Outline]:
        title = state.settings.site_title
        return own_db, await outline_feed(own_db, title, asked.author, asked.tag)

    # With the reader of the batch: contents from another server could be older than the outline.
    db, outline = await state.coalescer.run(("feed", *key), None, read_outline)
    tag = outline.etag(media_type, addresses)

    async def document(_: Sequence[None]) -> bytes:
        feed = await with_contents(db, outline)
        return await asyncio.to_thread(write, feed, addresses)

    if is_current(asked.if_none_match, tag):
        response = Response(status_code=304)
    else:
        body = await state.coalescer.run(("feed document", *key, tag), None, document)
        response = response_class(body)
    return for_caches(response, state.settings.public_cache_seconds, tag)


@router.get(
    "/feed.atom",
    operation_id="get_atom_feed",
    response_class=AtomResponse,
    responses=shown(atom.MEDIA_TYPE, "string", ATOM_EXAMPLE),
)
async def get_atom_feed(request: Request, asked: Annotated[Asked, Depends()]) -> Response:
    """The newest published posts as Atom (RFC 4287), at most 1 MB; summaries where HTML is more."""
    return await answer(request, asked, atom.write_atom, AtomResponse)


@router.get(
    "/feed.json",
    operation_id="get_json_feed",
    response_class=JsonFeedResponse,
    responses=shown(json_feed.MEDIA_TYPE, "object", JSON_FEED_EXAMPLE),
)
async def get_json_feed(request: Request, asked: Annotated[Asked, Depends()]) -> Response:
    """The newest published posts as JSON Feed 1.1, at most 1 MB; summaries where HTML is more."""
    return await answer(request, asked, json_feed.write_json_feed, JsonFeedResponse)


@router.get(
    "/sitemap.xml",
    operation_id="get_sitemap",
    response_class=SitemapResponse,
    responses=shown(sitemap.MEDIA_TYPE, "string", SITEMAP_EXAMPLE),
)
async def get_sitemap(
    request: Request, db: PublicDb, at: At, part: Part = None, if_none_match: IfNoneMatch = None
) -> Response:
    """Every published post, or above 50,000 an index of parts."""
    state = request.app.state

    async def document(_: Sequence[None]) -> bytes:
        return await sitemap_of(db, at, part)

    body = await state.coalescer.run(("sitemap", reads_standby(request), part), None, document)
    tag = tag_of_body(body)
    is_known = is_current(if_none_match, tag)
    response = Response(status_code=304) if is_known else SitemapResponse(body)
    return for_caches(response, state.settings.public_cache_seconds, tag)


async def sitemap_of(db: PublicDb, at: Addresses, part: int | None) -> bytes:
    """Return the sitemap, written in a thread: 50,000 pages take long."""
    parts = await queries.list_sitemap_parts(db) if part is None else []
    if parts:
        return sitemap.write_sitemap_index(parts, at)
    entries = await queries.list_sitemap(db, part)
    return await asyncio.to_thread(sitemap.write_sitemap, entries, at)
