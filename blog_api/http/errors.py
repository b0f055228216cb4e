"""Error responses, made here alone: RFC 9457 problems, RFC 6749 §5.2 on the token endpoints."""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.exceptions import HTTPException  # noqa: TID251  # raised by Starlette
from starlette.responses import Response
from starlette.routing import Match

from blog_api.context import request_id
from blog_api.db.errors import refusal_for, remedy_for
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
from blog_api.logs import log_event

REPORTED: Final = frozenset({401, 403})
# With these a 422 stays below 16 KB, also where each character of a name takes 12 bytes.
MAX_ERRORS: Final = 20
MAX_NAME: Final = 40
MAX_DEPTH: Final = 8
logger = logging.getLogger(__name__)
RAISE_ERRORS: Final = "blog_api.raise_errors"

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
    428: "Precondition required",
    429: "Too many requests",
    431: "Request header fields too large",
    500: "Internal server error",
    503: "Service unavailable",
}


def answer(error: AppError) -> Response:
    if isinstance(error, GrantError):
        headers = {"Cache-Control": "no-store"}
        return json_response(error, body_of(error), "application/json", headers)
    return json_response(error, body_of(error), "application/problem+json", {})


def body_of(error: AppError) -> dict[str, Any]:
    """Return a problem, or the JSON of RFC 6749 §5.2 on the token endpoints."""
    if isinstance(error, GrantError):
        return {"error": error.code, "error_description": str(error), **error.extra}
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
    """Return ASCII JSON: quoted input may hold half a surrogate pair, which UTF-8 cannot encode."""
    return Response(
        json.dumps(body, default=str),
        status_code=error.status,
        headers={**error.own_headers, **headers},
        media_type=media_type,
    )


async def answer_app_error(request: Request, error: AppError) -> Response:
    if error.status in REPORTED:
        log_app_error(request, error)
    return answer(error)


def log_app_error(request: Request, error: AppError) -> None:
    """Log the user and the code; the route is in the access log."""
    actor = getattr(request.state, "actor", None)
    log_event(
        logger,
        logging.INFO,
        "refused",
        status=error.status,
        code=error.code,
        user_id=actor.id if actor else None,
    )


async def answer_validation_error(_: Request, error: RequestValidationError) -> Response:
    """Locate each fault, without the input."""
    errors = error.errors()
    left_out = len(errors) - MAX_ERRORS
    more: dict[str, Any] = {"more_errors": left_out} if left_out > 0 else {}
    return answer(InvalidInputError(errors=described(errors[:MAX_ERRORS]), **more))


def described(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Omit `input` and `ctx`; names that a client sent are shortened."""
    return [
        {
            "loc": [*map(shortened, error["loc"][:MAX_DEPTH])],
            "msg": error["msg"].removeprefix(
                "Value error, "
            ),  # added by Pydantic to every ValueError
            "type": error["type"],
        }
        for error in errors
    ]


def shortened(part: str | int) -> str | int:
    """Return a name or a position; a name is cut, since it may be as long as a body."""
    is_long = isinstance(part, str) and len(part) > MAX_NAME
    return f"{str(part)[:MAX_NAME]}…" if is_long else part


async def answer_database_error(_: Request, error: psycopg.Error) -> Response:
    """Translate the SQLSTATEs that have a meaning for clients; others are a 500."""
    error_response = refusal_for(error)
    if error_response is None:
        raise error
    remedy = remedy_for(error)
    log_event(
        logger,
        logging.ERROR if isinstance(error_response, DatabaseUnavailableError) else logging.WARNING,
        "database.refused",
        error=type(error).__name__,
        sqlstate=error.sqlstate,
        **({"remedy": remedy} if remedy else {}),
    )
    return answer(error_response)


async def answer_timeout(_: Request, __: TimeoutError) -> Response:
    return answer(BusyError())


async def answer_http_error(request: Request, error: HTTPException) -> Response:
    """Translate Starlette's 404, 405, and unreadable or oversized bodies."""
    error_response = BY_STATUS.get(error.status_code, BadRequestError)()
    response = answer(error_response)
    if error.status_code == MethodNotAllowedError.status:
        response.headers["Allow"] = ", ".join(allowed_methods(request))
        name_route(request)
    return response


def routes_of_path(request: Request) -> list[RouteContext]:
    contexts = iter_route_contexts(request.app.routes)
    return [each for each in contexts if each.matches(request.scope)[0] is not Match.NONE]


def allowed_methods(request: Request) -> list[str]:
    """Return all methods of the routes of a path (RFC 9110 §10.2.1), with HEAD for each GET.

    In a mounted folder no route matches; its files allow GET and HEAD.
    """
    routes = routes_of_path(request)
    methods = {method for each in routes for method in each.methods or ()} or {"GET"}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


def name_route(request: Request) -> None:
    """Name the route for the access log and metrics, which a hot read does when it is called."""
    for each in routes_of_path(request):
        if isinstance(each.original_route, APIRoute):
            request.scope.setdefault("route", each.original_route)


def answer_defect() -> Response:
    return answer(InternalError())


HANDLERS: Final[Mapping[type[Exception], Callable[[Request, Any], Awaitable[Response]]]] = {
    AppError: answer_app_error,
    RequestValidationError: answer_validation_error,
    psycopg.Error: answer_database_error,
    TimeoutError: answer_timeout,
    HTTPException: answer_http_error,
}


ANSWERED: Final = tuple(HANDLERS)


async def answer_error(request: Request, error: Exception) -> Response:
    """Return the response of an error; raise it if it is a defect.

    In a coalesced run it is raised too: each waiting request makes its own response.
    """
    if RAISE_ERRORS in request.scope:
        try:
            raise error
        finally:
            del error  # its traceback has this frame: a cycle
    for kind in type(error).__mro__:
        if kind in HANDLERS:
            return await HANDLERS[kind](request, error)
    raise error


def add_error_handlers(app: FastAPI) -> None:
    """Register `answer_error`."""
    for kind in HANDLERS:
        app.add_exception_handler(kind, answer_error)
