"""Response headers that a dependency sets, for each kind of response of the endpoint.

FastAPI drops the headers of an injected `Response` when the endpoint returns one of its own.
`RequestContextMiddleware` adds these to every successful response.
"""

from collections.abc import Mapping, MutableMapping
from typing import Any, Final

from fastapi import Request

HEADERS: Final = "response_headers"
Lines = list[tuple[bytes, bytes]]


def set_response_headers(request: Request, headers: Mapping[str, str]) -> None:
    """Add headers to the response; the first value of a name stays."""
    state = request.scope["state"]
    state[HEADERS] = {**headers, **state.get(HEADERS, {})}


def headers_of(state: MutableMapping[str, Any]) -> Lines:
    headers: dict[str, str] = state.get(HEADERS, {})
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
