"""What routes that take or give up pictures declare."""

from typing import Annotated, Any, Final

from fastapi import BackgroundTasks, Depends, Request, params
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException  # noqa: TID251  # what Starlette itself raises
from starlette.requests import ClientDisconnect

from blog_api.auth.dependencies import CurrentUser
from blog_api.errors import (
    BadRequestError,
    BodyTooLargeError,
    InvalidInputError,
    MediaUnavailableError,
    PictureAnimatedError,
    PictureNotReadableError,
    PictureTooLargeError,
    UnsupportedMediaTypeError,
)
from blog_api.media.pictures import Pictures
from blog_api.media.sweeping import sweep_quietly
from blog_api.web.database import WriteDb
from blog_api.web.middleware import raise_body_limit
from blog_api.web.routing import Responses, refusals
from blog_api.web.throttling import UPLOAD, Limits

MULTIPART: Final = "multipart/form-data"
FIELD: Final = "file"
MAX_BYTES: Final = 5_242_880
# The boundaries and headers of the one part.
MAX_AROUND: Final = 16_384
MAX_PARTS: Final = 10
PICTURE_REQUEST: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "additionalProperties": False,
                    "properties": {
                        FIELD: {
                            "type": "string",
                            "format": "binary",
                            "description": "PNG, JPEG or WebP, at most 5,242,880 bytes.",
                        }
                    },
                },
                "encoding": {FIELD: {"contentType": "image/png, image/jpeg, image/webp"}},
                "example": {FIELD: "(the bytes of a picture)"},
            }
        },
    }
}
UPLOADING: Final[Responses] = refusals(
    UnsupportedMediaTypeError,
    InvalidInputError,
    PictureNotReadableError,
    PictureTooLargeError,
    PictureAnimatedError,
    MediaUnavailableError,
)


async def get_pictures(request: Request) -> Pictures:
    """What the application takes pictures in with."""
    pictures: Pictures = request.app.state.pictures
    return pictures


async def read_upload(request: Request, db: WriteDb, actor: CurrentUser, limits: Limits) -> bytes:
    """The one file of the form; the rest of the form is refused."""
    await limits.take(db, UPLOAD, str(actor.id))
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != MULTIPART:
        raise UnsupportedMediaTypeError
    raise_body_limit(request.scope, MAX_BYTES + MAX_AROUND)
    try:
        async with request.form(max_files=MAX_PARTS, max_fields=MAX_PARTS) as form:
            return await read_file(only_file(form))
    except ClientDisconnect:
        raise BadRequestError from None
    except (HTTPException, UnicodeError) as error:
        raise refusal_of(error) from error


def refusal_of(error: HTTPException | UnicodeError) -> BodyTooLargeError | InvalidInputError:
    """An oversized form is its own refusal; any other that cannot be read is malformed.

    Its charset may be the name of a codec that can read no text.
    """
    if isinstance(error, HTTPException) and error.status_code == BodyTooLargeError.status:
        return BodyTooLargeError()
    return InvalidInputError.at("body", msg="must be a form that can be read")


def only_file(form: FormData) -> UploadFile:
    """Names no field that was sent: it may say anything."""
    file = form.get(FIELD)
    if file is None:
        raise InvalidInputError.at("body", FIELD, msg="Field required", kind="missing")
    if not isinstance(file, UploadFile):
        raise InvalidInputError.at("body", FIELD, msg="must be a file, with a file name")
    if len(form.multi_items()) > 1:
        raise InvalidInputError.at("body", msg="must be one file and nothing else")
    return file


async def read_file(file: UploadFile) -> bytes:
    """Refuses more bytes than a picture may have."""
    if file.size is None or file.size > MAX_BYTES:
        raise BodyTooLargeError
    return await file.read()


async def sweep_afterwards(request: Request, tasks: BackgroundTasks) -> None:
    """When the answer is sent, and so after the commit."""
    state = request.app.state
    tasks.add_task(sweep_quietly, state.database, state.pictures.store)


Gallery = Annotated[Pictures, Depends(get_pictures)]
Upload = Annotated[bytes, Depends(read_upload)]
SweepsPictures: Final = params.Depends(sweep_afterwards)
