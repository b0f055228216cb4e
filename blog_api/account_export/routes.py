"""The account's own export over HTTP."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from blog_api.account_export.commands import claim_export
from blog_api.account_export.exporting import Export
from blog_api.auth.dependencies import USER, CurrentUser
from blog_api.errors import ExportRunningError, ThrottledError
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import WriteDb
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.rate_limiting import Limiter
from blog_api.http.response_headers import set_response_headers
from blog_api.http.routing import Responses, error_responses, response_headers
from blog_api.media.dependencies import Images
from blog_api.rate_limits import EXPORT

router = APIRouter(prefix=f"{API}/users", tags=["users"])

ZIP: Final = "application/zip"
ARCHIVE: Final = {"schema": {"type": "string", "format": "binary"}, "example": "(its bytes)"}
SENT: Final[Responses] = {
    200: {**response_headers(200, "Content-Disposition")[200], "content": {ZIP: ARCHIVE}}
}
EXPORTED: Final = SENT | error_responses(ExportRunningError, ThrottledError)


@router.get(
    "/me/export",
    operation_id="export_me",
    dependencies=[USER, ExtendedDeadline],
    response_class=StreamingResponse,
    responses=EXPORTED,
)
async def export_me(
    request: Request, db: WriteDb, actor: CurrentUser, images: Images, limiter: Limiter
) -> StreamingResponse:
    """Everything of yours as a zip: posts with their versions and images, comments, and more.

    `blog-api import` reads it. One export at a time.
    """
    set_response_headers(request, await limiter.consume(db, EXPORT, str(actor.id)))
    await db.write(claim_export, actor.id)
    export = Export(db, images.store, actor)
    headers = {"Content-Disposition": f'attachment; filename="{actor.username}.zip"'}
    return StreamingResponse(export.stream(), media_type=ZIP, headers=headers)
