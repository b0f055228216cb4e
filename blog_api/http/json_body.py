"""JSON bodies (RFC 8259), read by a dependency after the guards of the route (decision 0032)."""

import json
from typing import Any, Final, Generic, TypeVar

from fastapi import Request, params
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.requests import ClientDisconnect

from blog_api.errors import BadRequestError, UnsupportedMediaTypeError
from blog_api.http.fields import Input
from blog_api.http.middleware.body_limit import raise_body_limit
from blog_api.http.parameters import located
from blog_api.http.request_headers import find_header

Body = TypeVar("Body", bound=Input)

ABSENT: Final = object()  # other than `null`
READ: Final = "json_body"  # in the state of a request
MAX_VALUES: Final = 2_000  # a bulk request has 1,000 ids
BEFORE_A_VALUE: Final = (b",", b"[", b"{")


def parse(body: bytes) -> object:
    """Return the parsed JSON; every failure to read it is the 422 of malformed JSON.

    FastAPI responds 400 to invalid UTF-8, endless nesting and endless numbers.
    """
    try:
        return json.loads(body.decode("utf-8-sig"))
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        raise json.JSONDecodeError("Not readable", "", 0) from error


def has_too_many_values(body: bytes) -> bool:
    """Return whether there are too many separators outside of strings; a few ms for 1.5 MB.

    Pydantic describes every unknown name and every wrong item: a second for 1.4 MB.
    """
    if sum(map(body.count, BEFORE_A_VALUE)) <= MAX_VALUES:
        return False
    unescaped = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    if unescaped.count(b'"') > 4 * MAX_VALUES:  # a name and a value have four
        return True
    outside = b"".join(unescaped.split(b'"')[::2])
    return sum(map(outside.count, BEFORE_A_VALUE)) > MAX_VALUES


MISSING: Final = {"type": "missing", "loc": ("body",), "msg": "Field required"}
TOO_MANY: Final = {
    "type": "too_many_values",
    "loc": ("body",),
    "msg": f"must not have more than {MAX_VALUES:,} names and values",
}


async def read_json(request: Request) -> object:
    """Return the parsed body or `ABSENT`; raise a 422 if it is malformed or has too many values."""
    try:
        await require_json(request)
        body = await request.body()
        if has_too_many_values(body):
            raise RequestValidationError([TOO_MANY])
        return parse(body) if body else ABSENT
    except ClientDisconnect as error:
        raise BadRequestError from error
    except json.JSONDecodeError as error:
        fault = {"type": "json_invalid", "loc": ("body", error.pos), "msg": "JSON decode error"}
        raise RequestValidationError([fault]) from error


async def require_json(request: Request) -> None:
    """Require `application/json` or `application/…+json`, except for an empty body."""
    given = find_header(request.scope, b"content-type") or ""
    media_type = given.partition(";")[0].strip().lower()
    if media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        return
    if await request.body():
        raise UnsupportedMediaTypeError


class JsonBody(Generic[Body]):
    """Dependency that reads and validates a body.

    FastAPI reads a declared body before it runs any dependency, and runs dependencies in the order
    of the route. So the guard comes before this dependency.

    A hot route lists it behind its guard, and its endpoint gets the model with `of`.
    """

    def __init__(self, model: type[Body], *, optional: bool = False) -> None:
        self.model = model
        self.optional = optional
        accepted: Any = model | None if optional else model
        self._adapter: TypeAdapter[Body | None] = TypeAdapter(accepted)

    async def __call__(self, request: Request) -> Body:
        """Return the model; without an optional body, its defaults."""
        raise_body_limit(request.scope, self.model.max_bytes)
        content = await read_json(request)
        if content is ABSENT and not self.optional:
            raise RequestValidationError([MISSING])
        data = None if content is ABSENT else self._validate(content)
        body = self.model() if data is None else data
        request.scope.setdefault("state", {})[READ] = body
        return body

    def of(self, request: Request) -> Body:
        """Return the model that was read as a dependency of the same request."""
        body: Body = request.scope["state"][READ]
        return body

    def _validate(self, content: object) -> Body | None:
        try:
            # FastAPI validates declared bodies in the same way, so error types are equal.
            return self._adapter.validate_python(content, from_attributes=True)
        except ValidationError as error:
            raise located("body", error) from error

    def describe(self) -> dict[str, Any]:
        """Return the `requestBody` of an OpenAPI operation, without the schema of the model."""
        schema: dict[str, Any] = {"$ref": f"#/components/schemas/{self.model.__name__}"}
        if self.optional:
            schema = {"anyOf": [schema, {"type": "null"}], "title": "Data"}
        return {
            "description": f"At most {self.model.max_bytes:,} bytes.",
            "content": {"application/json": {"schema": schema}},
            **({} if self.optional else {"required": True}),
        }


def json_body(model: type[Body], *, optional: bool = False) -> params.Depends:
    return params.Depends(JsonBody(model, optional=optional))
