"""Entity tags and conditional requests (RFC 9110 §8.8.3 and §13.1)."""

import hashlib
import re
from typing import Annotated, Final, Protocol, TypeVar

from fastapi import Header
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from blog_api.errors import StaleError

Lines = list[tuple[bytes, bytes]]
ENTITY_TAG: Final = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')

OK, NOT_MODIFIED = 200, 304
VERSION_TAG: Final = re.compile(
    r'"([a-z-]{1,20})-([0-9]{1,19})-([0-9]{1,18})(?:-[^"]*)?"', re.ASCII
)
KEPT: Final = ("ETag", "Cache-Control", "Vary")  # of a 200 that becomes a 304
CONDITIONS: Final = frozenset({b"if-match", b"if-none-match"})


class ConditionLinesMiddleware:
    """Joins several lines of a condition into one list (RFC 9110 §5.3); only the first is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = [line for line in scope["headers"] if line[0] in CONDITIONS]
            if len(given) > 1:
                scope["headers"] = joined(scope["headers"], given)
        await self.app(scope, receive, send)


def joined(headers: Lines, given: Lines) -> Lines:
    others = [line for line in headers if line[0] not in CONDITIONS]
    names = dict.fromkeys(name for name, _ in given)
    return others + [(name, b", ".join(v for n, v in given if n == name)) for name in names]


class Versioned(Protocol):
    """A model whose row counts its changes."""

    @property
    def id(self) -> int: ...

    @property
    def version(self) -> int: ...

    def model_dump_json(self) -> str: ...


Tagged = TypeVar("Tagged", bound=Versioned)


def entity_tag(kind: str, model: Versioned, body: bytes | memoryview | None = None) -> str:
    """Return the tag `"<kind>-<id>-<version>-<digest of the body>"`."""
    body = model.model_dump_json().encode() if body is None else body
    return f'"{version_of(kind, model.id, model.version)}-{digest_of(body)}"'


def tagged(kind: str, response: Response, model: Tagged) -> Tagged:
    """Set the ETag of the model that an ordinary route returns."""
    response.headers["ETag"] = entity_tag(kind, model)
    return model


def version_of(kind: str, key: int, version: int) -> str:
    """Return the part of a tag that `If-Match` compares."""
    return f"{kind}-{key}-{version}"


def tag_of_body(body: bytes | memoryview) -> str:
    return f'"{digest_of(body)}"'


def digest_of(body: bytes | memoryview) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def not_modified_if_known(if_none_match: str | None, response: Response) -> Response:
    """Return 304 in place of a 200 whose tag `If-None-Match` names."""
    if if_none_match is None or response.status_code != OK:
        return response
    tag = response.headers.get("ETag")
    if tag is None or not is_current(if_none_match, tag):
        return response
    kept = {name: response.headers[name] for name in KEPT if name in response.headers}
    return Response(status_code=NOT_MODIFIED, headers=kept)


def is_current(if_none_match: str | None, tag: str) -> bool:
    """Return whether a tag matches by weak comparison, without W/ (RFC 9110 §8.8.3.2)."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in opaque_tags(if_none_match)


def require_version(if_match: str | None, version: str) -> None:
    """Raise StaleError unless `If-Match` names this version, with or without a digest or W/.

    The digest and W/ are not compared (decision 0031).
    """
    if if_match is None or if_match.strip() == "*":
        return
    tags = opaque_tags(if_match)
    if not any(tag == f'"{version}"' or tag.startswith(f'"{version}-') for tag in tags):
        raise StaleError


def versions_in(if_match: str, kind: str, key: int) -> list[int]:
    """Return the versions of a thing that the tags of a header name, whether it has them or not."""
    found = (VERSION_TAG.fullmatch(tag) for tag in opaque_tags(if_match))
    return [int(tag[3]) for tag in found if tag and (tag[1], tag[2]) == (kind, str(key))]


def opaque_tags(header: str) -> set[str]:
    """Return the tags of a list, with quotes and without W/."""
    return {f'"{match[2]}"' for match in ENTITY_TAG.finditer(header)}


IF_NONE_MATCH: Final = "The ETag that the client has already: 304 while it is current."
IfMatch = Annotated[
    str | None,
    Header(description="The ETag that the change was made against, or `*`: 412 if it is stale."),
]
IfNoneMatch = Annotated[str | None, Header(description=IF_NONE_MATCH)]
