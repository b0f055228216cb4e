"""Error responses as bytes, for connections that fail before there is a request."""

import secrets
from http import HTTPStatus
from typing import Final

from blog_api import metrics
from blog_api.context import request_id
from blog_api.errors import AppError, BadRequestError, HeadersTooLargeError
from blog_api.http.errors import answer
from blog_api.http.middleware.access_log import NO_ROUTE, OTHER_METHOD
from blog_api.http.middleware.request_context import add_headers

ERRORS: Final[dict[int, type[AppError]]] = {
    error.status: error for error in (BadRequestError, HeadersTooLargeError)
}


def error_bytes(status: int) -> bytes:
    """Return a whole HTTP/1.1 response in the form of a problem, and count it."""
    identifier = secrets.token_hex(16)
    token = request_id.set(identifier)
    response = answer(ERRORS[status]())
    request_id.reset(token)
    message = {"headers": [*response.raw_headers, (b"connection", b"close")]}
    add_headers(message, identifier)
    metrics.REQUESTS.labels(OTHER_METHOD, NO_ROUTE, str(status)).inc()
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode()]
    lines += [name + b": " + value for name, value in message["headers"]]
    return b"\r\n".join([*lines, b"", bytes(response.body)])
