"""Images over HTTP: users upload them, everyone can read them."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response
from starlette.responses import StreamingResponse

from blog_api.auth.dependencies import CurrentUser, user_with
from blog_api.errors import MediaUnavailableError, NotFoundError
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb, WriteDb
from blog_api.http.etag import IfNoneMatch, is_current
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.routing import Responses, error_responses, response_headers
from blog_api.media import queries
from blog_api.media.dependencies import PICTURE_REQUEST, UPLOADING, Images, Upload
from blog_api.media.schemas import FOLDER, TYPES, PictureOut, media_type_of
from blog_api.scopes import Scope

router = APIRouter(prefix=f"{API}/media", tags=["pictures"])
root_router = APIRouter(prefix=f"/{FOLDER}", tags=["pictures"])

FOR_EVER: Final = "public, max-age=31536000, immutable"
SHOWN: Final = {"schema": {"type": "string", "format": "binary"}, "example": "(its bytes)"}
SERVING: Final[Responses] = (
    response_headers(304, "ETag")
    | {200: {**response_headers(200, "ETag")[200], "content": dict.fromkeys(TYPES.values(), SHOWN)}}
    | error_responses(NotFoundError, MediaUnavailableError)
)
ImageName = Annotated[
    str,
    Path(
        max_length=100,
        description="File name of the image, the last part of its URL.",
        examples=[f"{'5f' * 32}.png"],
    ),
]


@router.post(
    "",
    operation_id="upload_picture",
    status_code=201,
    responses=response_headers(201, "Location") | UPLOADING,
    openapi_extra=PICTURE_REQUEST,
    dependencies=[user_with(Scope.MEDIA_WRITE), ExtendedDeadline],
)
async def upload_picture(
    file: Upload, response: Response, db: WriteDb, actor: CurrentUser, images: Images
) -> PictureOut:
    """Upload an image for a post; the same image again has the same URL."""
    image = await images.encode(file, "post", actor.id)
    url = await images.keep(db, actor.id, image, "post")
    response.headers["Location"] = f"/{FOLDER}/{image.name}"
    return PictureOut(
        url=url,
        width=image.width,
        height=image.height,
        size=len(image.data),
        media_type=media_type_of(image.name),
    )


@root_router.get(
    "/{name}",
    operation_id="get_picture",
    response_class=Response,
    responses=SERVING,
)
async def get_picture(
    name: ImageName, db: ReadDb, images: Images, if_none_match: IfNoneMatch = None
) -> Response:
    """One image; the file of a name never changes."""
    image = await queries.get_served(db, name)
    await images.folder_id.require(image.folder)
    headers = {"ETag": f'"{name}"', "Cache-Control": FOR_EVER}
    if is_current(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    file = await images.store.open(name)
    if file is None:
        raise NotFoundError
    if len(file.first) == file.size:
        return Response(file.first, media_type=media_type_of(name), headers=headers)
    headers["Content-Length"] = str(file.size)
    return StreamingResponse(file.pieces(), media_type=media_type_of(name), headers=headers)
