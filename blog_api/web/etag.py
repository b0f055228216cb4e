"""Entity tags and conditional requests (RFC 9110 §8.8.3 and §13.1)."""

import hashlib
import re
from typing import Annotated, Final

from fastapi import Header
from starlette.types import ASGIApp, Receive, Scope, Send

from blog_api.errors import StaleError

Lines = list[tuple[bytes, bytes]]
ENTITY_TAG: Final = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')

CONDITIONS: Final = frozenset({b"if-match", b"if-none-match"})


class ConditionLinesMiddleware:
    """Makes several lines of a condition one list (RFC 9110 §5.3): else the first alone is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = [line for line in scope["headers"] if line[0] in CONDITIONS]
            if len(given) > 1:
                scope["headers"] = joined(scope["headers"], given)
        await self.app(scope, receive, send)


def joined(headers: Lines, given: Lines) -> Lines:
    """All other lines, and one of each condition."""
    others = [line for line in headers if line[0] not in CONDITIONS]
    names = dict.fromkeys(name for name, _ in given)
    return others + [(name, b", ".join(v for n, v in given if n == name)) for name in names]


def tag_of(kind: str, key: int, version: int) -> str:
    """A strong tag that stands for what was written."""
    return f'"{kind}-{key}-{version}"'


def tag_of_body(body: bytes | memoryview) -> str:
    """A strong tag of these very bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_current(if_none_match: str | None, tag: str) -> bool:
    """Weak comparison: a client that has this tag needs no body again."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in opaque_tags(if_none_match, weak_too=True)


def require_match(if_match: str | None, tag: str) -> None:
    """Strong comparison: refuse a change that was made against another version."""
    if if_match is None or if_match.strip() == "*":
        return
    if tag not in opaque_tags(if_match, weak_too=False):
        raise StaleError


def opaque_tags(header: str, *, weak_too: bool) -> set[str]:
    """The tags of a list, quotes included."""
    return {f'"{match[2]}"' for match in ENTITY_TAG.finditer(header) if weak_too or not match[1]}


IfMatch = Annotated[str | None, Header(description="The ETag the change was made against.")]
IfNoneMatch = Annotated[str | None, Header(description="The ETag the client already has.")]
