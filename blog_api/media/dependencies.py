"""Dependencies of routes for uploading and deleting images."""

from typing import Annotated, Any, Final

from fastapi import BackgroundTasks, Depends, Request, params
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException  # noqa: TID251  # raised by Starlette itself
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
    QuotaExceededError,
    UnsupportedMediaTypeError,
)
from blog_api.http.dependencies import WriteDb
from blog_api.http.middleware.body_limit import raise_body_limit
from blog_api.http.rate_limiting import Limiter
from blog_api.http.routing import Responses, error_responses
from blog_api.media.cleanup import clean_up_quietly
from blog_api.media.uploads import ImageService
from blog_api.rate_limits import UPLOAD

MULTIPART: Final = "multipart/form-data"
FIELD: Final = "file"
MAX_BYTES: Final = 5_242_880
# Boundaries and headers of the single part.
MAX_AROUND: Final = 16_384
MAX_PARTS: Final = 10
DESCRIPTION: Final = (
    "PNG, JPEG, WebP or AVIF (HEIC where the server has pillow-heif), at most 5,242,880 bytes; "
    "JPEG up to 100 megapixels (progressive: 40), others up to 24."
)
PICTURE_REQUEST: Final[dict[str, Any]] = {
    "requestBody": {
        "description": f"A file of at most {MAX_BYTES:,} bytes.",
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
                            "description": DESCRIPTION,
                        }
                    },
                },
                "encoding": {
                    FIELD: {
                        "contentType": "image/png, image/jpeg, image/webp, image/avif, image/heic"
                    }
                },
                "example": {FIELD: "(the bytes of a picture)"},
            }
        },
    }
}
UPLOADING: Final[Responses] = error_responses(
    UnsupportedMediaTypeError,
    InvalidInputError,
    PictureNotReadableError,
    PictureTooLargeError,
    PictureAnimatedError,
    QuotaExceededError,
    MediaUnavailableError,
)


async def get_image_service(request: Request) -> ImageService:
    images: ImageService = request.app.state.images
    return images


async def read_upload(request: Request, db: WriteDb, actor: CurrentUser, limiter: Limiter) -> bytes:
    """Return the only file of the form; raise an error for further parts."""
    await limiter.consume(db, UPLOAD, str(actor.id))
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
    """Return the error for a form: too large, or malformed.

    `UnicodeError`: its charset may be the name of a codec that decodes no text.
    """
    if isinstance(error, HTTPException) and error.status_code == BodyTooLargeError.status:
        return BodyTooLargeError()
    return InvalidInputError.at("body", msg="must be a form that can be read")


def only_file(form: FormData) -> UploadFile:
    """Return the file; error messages do not repeat field names of the request."""
    file = form.get(FIELD)
    if file is None:
        raise InvalidInputError.at("body", FIELD, msg="Field required", kind="missing")
    if not isinstance(file, UploadFile):
        raise InvalidInputError.at("body", FIELD, msg="must be a file, with a file name")
    if len(form.multi_items()) > 1:
        raise InvalidInputError.at("body", msg="must be one file and nothing else")
    return file


async def read_file(file: UploadFile) -> bytes:
    """Return the contents; raise an error above the size limit for images."""
    if file.size is None or file.size > MAX_BYTES:
        raise BodyTooLargeError
    return await file.read()


async def sweep_afterwards(request: Request, tasks: BackgroundTasks) -> None:
    """Remove files after the response is sent, and so after the commit."""
    state = request.app.state
    tasks.add_task(clean_up_quietly, state.database, state.images.store)


Images = Annotated[ImageService, Depends(get_image_service)]
Upload = Annotated[bytes, Depends(read_upload)]
CleansUpImages: Final = params.Depends(sweep_afterwards)
