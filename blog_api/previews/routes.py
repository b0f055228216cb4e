"""Preview links over HTTP. A token is in a path only here: it is in no log, metric or cache."""

import secrets
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from blog_api.auth.dependencies import CurrentUser, anyone_with, user_with
from blog_api.errors import ForbiddenError, NotFoundError, ThrottledError, TooManyPreviewsError
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb, WriteDb
from blog_api.http.json_body import json_body
from blog_api.http.pagination import CursorPaging, Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.path_ids import PostId, PreviewId
from blog_api.http.rate_limiting import rate_limited
from blog_api.http.response_headers import set_response_headers
from blog_api.http.routing import error_responses, response_headers
from blog_api.mail.one_time_tokens import hash_token
from blog_api.posts.schemas import PostOut, PostQuery
from blog_api.previews import commands, queries
from blog_api.previews.schemas import PreviewIn, PreviewMade, PreviewOut, PreviewTokenIn
from blog_api.rate_limits import PREVIEW
from blog_api.scopes import Scope
from blog_api.settings import Settings

post_router = APIRouter(prefix=f"{API}/posts/{{post_id}}/previews", tags=["previews"])
router = APIRouter(prefix=f"{API}/previews", tags=["previews"])

TOKEN_BYTES: Final = 32
HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
Token = Annotated[
    str,
    Path(
        description="`token` of the link when it was made.",
        json_schema_extra={"format": "password"},
    ),
]
Query = Annotated[PostQuery, from_query(PostQuery)]
PUBLIC: Final = "The post is public: `Location` is its place."
MOVED: Final = response_headers(308, "Location")
MOVED[308]["description"] = PUBLIC
SEE_OTHER: Final = response_headers(303, "Location")
SEE_OTHER[303]["description"] = PUBLIC


def preview_url(settings: Settings, token: str) -> str | None:
    """Return the URL of a page with the token behind `#`, which no browser sends to a server.

    None without such a page: a URL of the API would have the token in its path.
    """
    page = settings.preview_page_url
    if page is None and settings.studio_enabled:
        page = f"{settings.public_url}/studio/preview"
    return page and f"{page}#{token}"


@post_router.post(
    "",
    operation_id="create_preview",
    status_code=201,
    dependencies=[user_with(Scope.POSTS_WRITE)],
    responses=error_responses(ForbiddenError, NotFoundError, TooManyPreviewsError),
)
async def create_preview(
    post_id: PostId,
    data: Annotated[PreviewIn, json_body(PreviewIn, optional=True)],
    request: Request,
    db: WriteDb,
    actor: CurrentUser,
) -> PreviewMade:
    """Make a link that shows a post before it is public; its token is in no later response."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = await db.write(commands.create_preview, actor, post_id, data, hash_token(token))
    url = preview_url(request.app.state.settings, token)
    return PreviewMade(id=made.id, token=token, url=url, expires_at=made.expires_at)


@post_router.get(
    "",
    operation_id="list_previews",
    dependencies=[user_with(Scope.POSTS_READ)],
    responses=error_responses(ForbiddenError, NotFoundError),
)
async def list_previews(  # noqa: PLR0913, PLR0917  # what HTTP gives
    post_id: PostId,
    request: Request,
    response: Response,
    db: ReadDb,
    actor: CurrentUser,
    paging: Annotated[CursorPaging, from_query(CursorPaging)],
) -> Page[PreviewOut]:
    """The live links of a post, the newest first, for those who may edit it."""
    page = await queries.list_previews(db, actor, post_id, paging)
    response.headers["Link"] = link_header(request, page, paging)
    return page


@post_router.delete(
    "/{preview_id}",
    operation_id="revoke_preview",
    dependencies=[user_with(Scope.POSTS_WRITE)],
    status_code=204,
    response_class=Response,
    responses=error_responses(ForbiddenError, NotFoundError),
)
async def revoke_preview(
    post_id: PostId, preview_id: PreviewId, db: WriteDb, actor: CurrentUser
) -> None:
    """End a link at once."""
    await db.write(commands.revoke_preview, actor, post_id, preview_id)


@router.get(
    "/{token}",
    operation_id="get_preview",
    response_model=PostOut,
    dependencies=[anyone_with(), rate_limited(PREVIEW)],
    responses=MOVED | error_responses(NotFoundError, ThrottledError),
)
async def get_preview(
    token: Token, request: Request, db: WriteDb, query: Query
) -> Response | PostOut:
    """The post behind a preview link, as it would be published; pages send the token as a body.

    A link that shows the current post leads to its slug once it is public. One error stands for
    every token that shows nothing: unknown, expired or revoked ones, those of a post in the trash,
    and those whose maker may no longer edit it.
    """
    return await get_shown(request, db, hash_token(token), query, moved=308)


@router.post(
    "",
    operation_id="exchange_preview",
    response_model=PostOut,
    dependencies=[anyone_with(), rate_limited(PREVIEW)],
    responses=SEE_OTHER | error_responses(NotFoundError, ThrottledError),
)
async def exchange_preview(
    data: Annotated[PreviewTokenIn, json_body(PreviewTokenIn)],
    request: Request,
    db: WriteDb,
    query: Query,
) -> Response | PostOut:
    """The post behind a preview link, for pages that have its token in their fragment."""
    return await get_shown(request, db, hash_token(data.token), query, moved=303)


async def get_shown(
    request: Request, db: WriteDb, token_hash: bytes, query: PostQuery, *, moved: int
) -> Response | PostOut:
    """Return the post behind a token, or a redirect with status `moved` to the public one."""
    preview = await queries.get_preview(db, token_hash)
    set_response_headers(request, HEADERS)
    if preview.show == "current" and preview.is_public:
        location = request.url_for("get_post_by_slug", slug=quote(preview.slug)).path
        asked = f"?{request.url.query}" if request.url.query else ""
        return Response(status_code=moved, headers={"Location": location + asked})
    return await queries.get_shown_post(db, preview, with_content_html=query.render is not None)
