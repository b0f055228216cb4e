"""Stylesheet and scripts: read once, named by their content, cached for a year.

They have no secrets, so they are compressed; pages are not (BREACH).
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from blog_api.errors import NotFoundError
from blog_api.http.etag import not_modified_if_known

PREFIX: Final = "/studio/static"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
router: Final = APIRouter(prefix=PREFIX)


@dataclass(frozen=True, slots=True)
class StaticFile:
    content: bytes
    compressed: bytes
    media_type: str
    digest: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Return the files by name: scripts, and one stylesheet of all parts in their order."""
    folder = files("blog_api.studio") / "static"
    sheets = sorted((folder / "styles").iterdir(), key=lambda file: file.name)
    found = {"studio.css": make(b"\n".join(file.read_bytes() for file in sheets), "text/css")}
    for script in (folder / "scripts").iterdir():
        found[script.name] = make(script.read_bytes(), "text/javascript")
    return found


def make(content: bytes, media_type: str) -> StaticFile:
    digest = hashlib.sha256(content).hexdigest()[:16]
    return StaticFile(content, gzip.compress(content, mtime=0), media_type, digest)


def address_of(name: str) -> str:
    """Return the address of a file, which changes with its content."""
    return f"{PREFIX}/{static_files()[name].digest}/{name}"


@router.get("/{digest}/{name}")
async def get_static_file(request: Request, digest: str, name: str) -> Response:
    """Return a file; another digest than the present one is not cached."""
    file = static_files().get(name)
    if file is None:
        raise NotFoundError
    cached = IMMUTABLE if digest == file.digest else "no-cache"
    headers = {"Cache-Control": cached, "ETag": f'"{file.digest}"', "Vary": "Accept-Encoding"}
    content = file.content
    if takes_gzip(request):
        content = file.compressed
        headers |= {"Content-Encoding": "gzip", "ETag": f'"{file.digest}-gzip"'}
    response = Response(content, media_type=file.media_type, headers=headers)
    return not_modified_if_known(request.headers.get("if-none-match"), response)


def takes_gzip(request: Request) -> bool:
    """Return whether `Accept-Encoding` names gzip and does not exclude it (RFC 9110 §12.5.3)."""
    for coding in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
