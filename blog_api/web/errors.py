"""Errors become answers here alone: RFC 9457 problems, RFC 6749 §5.2 on the token endpoints."""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeVar, cast

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException  # noqa: TID251  # what Starlette itself raises
from starlette.responses import Response
from starlette.routing import Match

from blog_api.context import request_id
from blog_api.db.failures import refusal_for, remedy_for
from blog_api.errors import (
    AppError,
    BadRequestError,
    BodyTooLargeError,
    BusyError,
    DatabaseUnavailableError,
    GrantError,
    InternalError,
    InvalidInputError,
    MethodNotAllowedError,
    NotFoundError,
)
from blog_api.logs import tell

REPORTED: Final = frozenset({401, 403})
logger = logging.getLogger(__name__)
Fault = TypeVar("Fault", bound=Exception)

BY_STATUS: Final[Mapping[int, type[AppError]]] = {
    400: BadRequestError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    413: BodyTooLargeError,
}
TITLES: Final[Mapping[int, str]] = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    412: "Precondition failed",
    413: "Content too large",
    415: "Unsupported media type",
    422: "Unprocessable content",
    429: "Too many requests",
    500: "Internal server error",
    503: "Service unavailable",
}


def answer(error: AppError) -> Response:
    """A refusal with its headers."""
    if isinstance(error, GrantError):
        headers = {"Cache-Control": "no-store"}
        return json_response(error, body_of(error), "application/json", headers)
    return json_response(error, body_of(error), "application/problem+json", {})


def body_of(error: AppError) -> dict[str, Any]:
    """The one shape of a refusal."""
    if isinstance(error, GrantError):
        return {"error": error.code, "error_description": str(error)}
    return {
        "type": f"urn:blog-api:problem:{error.code}",
        "title": TITLES[error.status],
        "status": error.status,
        "detail": str(error),
        "code": error.code,
        "request_id": request_id.get(),
        **error.extra,
    }


def json_response(
    error: AppError, body: Mapping[str, Any], media_type: str, headers: Mapping[str, str]
) -> Response:
    """ASCII JSON, for what is quoted may hold half a surrogate pair, which UTF-8 cannot carry."""
    return Response(
        json.dumps(body, default=str),
        status_code=error.status,
        headers={**error.own_headers, **headers},
        media_type=media_type,
    )


async def answer_app_error(request: Request, error: AppError) -> Response:
    """A refusal raised by our own code."""
    if error.status in REPORTED:
        report_refusal(request, error)
    return answer(error)


def report_refusal(request: Request, error: AppError) -> None:
    """Who was refused what; the route is in the line of the request."""
    actor = getattr(request.state, "actor", None)
    tell(
        logger,
        logging.INFO,
        "refused",
        status=error.status,
        code=error.code,
        user_id=actor.id if actor else None,
    )


async def answer_validation_error(_: Request, error: RequestValidationError) -> Response:
    """Where and why, without what was sent."""
    return answer(InvalidInputError(errors=described(error.errors())))


def described(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each error without its `input` and `ctx`."""
    return [{"loc": list(e["loc"]), "msg": e["msg"], "type": e["type"]} for e in errors]


async def answer_database_error(_: Request, error: psycopg.Error) -> Response:
    """A failure of the database, as far as it means anything to a client."""
    refusal = refusal_for(error)
    if refusal is None:
        raise error
    remedy = remedy_for(error)
    tell(
        logger,
        logging.ERROR if isinstance(refusal, DatabaseUnavailableError) else logging.WARNING,
        "database.refused",
        error=type(error).__name__,
        sqlstate=error.sqlstate,
        **({"remedy": remedy} if remedy else {}),
    )
    return answer(refusal)


async def answer_timeout(_: Request, __: TimeoutError) -> Response:
    """What took longer than we let anything take."""
    return answer(BusyError())


async def answer_http_error(request: Request, error: HTTPException) -> Response:
    """Starlette's own refusals: no route, no such method, an unreadable or oversized body."""
    refusal = BY_STATUS.get(error.status_code, BadRequestError)()
    response = answer(refusal)
    if error.status_code == MethodNotAllowedError.status:
        response.headers["Allow"] = ", ".join(allowed_methods(request))
    return response


def allowed_methods(request: Request) -> list[str]:
    """Every method of every route of this path (RFC 9110 §10.2.1), HEAD beside each GET.

    Within a mounted folder no route matches any more; its files are for reading.
    """
    methods: set[str] = set()
    for context in iter_route_contexts(request.app.routes):
        match, _ = context.matches(request.scope)
        if match is not Match.NONE:
            methods |= context.methods or set()
    methods = methods or {"GET"}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


def answer_defect() -> Response:
    """A 500 that keeps the connection and the shape of every other problem."""
    return answer(InternalError())


def add_error_handlers(app: FastAPI) -> None:
    """Register the translators."""
    add_error_handler(app, AppError, answer_app_error)
    add_error_handler(app, RequestValidationError, answer_validation_error)
    add_error_handler(app, psycopg.Error, answer_database_error)
    add_error_handler(app, TimeoutError, answer_timeout)
    add_error_handler(app, HTTPException, answer_http_error)


def add_error_handler(
    app: FastAPI, kind: type[Fault], handler: Callable[[Request, Fault], Awaitable[Response]]
) -> None:
    """Starlette gives a handler its own kind of error only, which its types do not know."""
    app.add_exception_handler(
        kind, cast("Callable[[Request, Exception], Awaitable[Response]]", handler)
    )
