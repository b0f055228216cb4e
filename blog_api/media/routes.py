"""Pictures over HTTP: taken from whoever is logged in, served to everybody."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from blog_api.auth.dependencies import CurrentUser, GuardedRoute
from blog_api.errors import MediaUnavailableError, NotFoundError
from blog_api.media import queries
from blog_api.media.dependencies import PICTURE_REQUEST, UPLOADING, Gallery, Upload
from blog_api.media.schemas import FOLDER, TYPES, PictureOut, media_type_of
from blog_api.web.database import ReadDb, WriteDb
from blog_api.web.deadline import Patience
from blog_api.web.etag import IfNoneMatch, is_current
from blog_api.web.routing import Responses, Route, answers, refusals

router = APIRouter(prefix="/media", tags=["pictures"], route_class=GuardedRoute)
root_router = APIRouter(prefix=f"/{FOLDER}", tags=["pictures"], route_class=Route)

FOR_EVER: Final = "public, max-age=31536000, immutable"
SHOWN: Final = {"schema": {"type": "string", "format": "binary"}, "example": "(its bytes)"}
SERVING: Final[Responses] = (
    answers(304, "ETag")
    | {200: {**answers(200, "ETag")[200], "content": dict.fromkeys(TYPES.values(), SHOWN)}}
    | refusals(NotFoundError, MediaUnavailableError)
)
PictureName = Annotated[str, Path(max_length=100, examples=[f"{'5f' * 32}.png"])]


@router.post(
    "",
    operation_id="upload_picture",
    status_code=201,
    responses=answers(201, "Location") | UPLOADING,
    openapi_extra=PICTURE_REQUEST,
    dependencies=[Patience],
)
async def upload_picture(
    file: Upload, response: Response, db: WriteDb, actor: CurrentUser, pictures: Gallery
) -> PictureOut:
    """Upload a picture for a post; the same picture again is the same address."""
    picture = await pictures.encode(file, "post")
    url = await pictures.keep(db, actor.id, picture, "post")
    response.headers["Location"] = f"/{FOLDER}/{picture.name}"
    return PictureOut(
        url=url,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        media_type=media_type_of(picture.name),
    )


@root_router.get(
    "/{name}",
    operation_id="get_picture",
    response_class=Response,
    responses=SERVING,
)
async def get_picture(
    name: PictureName, db: ReadDb, pictures: Gallery, if_none_match: IfNoneMatch = None
) -> Response:
    """A picture; what is under a name never changes."""
    await queries.require_served(db, name)
    headers = {"ETag": f'"{name}"', "Cache-Control": FOR_EVER}
    if is_current(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    data = await pictures.store.find(name)
    if data is None:
        raise NotFoundError
    return Response(data, media_type=media_type_of(name), headers=headers)
