"""The body of a request as JSON (RFC 8259), or why it cannot be read as that."""

import json
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.requests import ClientDisconnect
from typing_extensions import override

from blog_api.errors import BadRequestError, UnsupportedMediaTypeError

ABSENT: Final = object()  # which is not the same as `null`


def parse(body: bytes) -> object:
    """Whatever keeps it from being read, it is told as broken JSON is (422).

    FastAPI says 400 of bytes that are no text, of endless nesting and of endless numbers.
    """
    try:
        return json.loads(body.decode("utf-8-sig"))
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        raise json.JSONDecodeError("Not readable", "", 0) from error


class JsonRequest(Request):
    """For the routes that FastAPI runs."""

    @override
    async def json(self) -> Any:
        return parse(await self.body())


async def read_json(request: Request) -> object:
    """What was sent, or `ABSENT`; for the routes that run directly."""
    try:
        await require_json(request)
        body = await request.body()
        return parse(body) if body else ABSENT
    except ClientDisconnect as error:
        raise BadRequestError from error
    except json.JSONDecodeError as error:
        fault = {"type": "json_invalid", "loc": ("body", error.pos), "msg": "JSON decode error"}
        raise RequestValidationError([fault]) from error


async def require_json(request: Request) -> None:
    """`application/json` or `application/…+json`; an empty body needs no type."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        return
    if await request.body():
        raise UnsupportedMediaTypeError
