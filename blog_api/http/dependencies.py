"""The database as a dependency: `ReadDb` for queries, `WriteDb` for commands.

With DATABASE_READ_URL, anonymous reads, feeds and the sitemap use a standby; callers with a token
read at the primary, so that they see what they wrote.
"""

from typing import Annotated, Final

from fastapi import Depends, Request

from blog_api.db.database import Database, Reading
from blog_api.db.standby import Reader, StandbyReads
from blog_api.http.api_prefix import API, PREVIEWS

READS: Final = frozenset({"GET", "HEAD"})
ANONYMOUS: Final = f"{API}/"
# The same for everybody, also with a token.
PUBLIC: Final = ("/feed.", "/sitemap.xml", "/health/readable")


async def get_database(request: Request) -> Database:
    return database_of(request)


def database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def get_reader(request: Request) -> Reader:
    return reader_of(request)


def reader_of(request: Request) -> Reader:
    """Return the standby for requests that may read there, if there is one, or the primary."""
    standby: StandbyReads | None = request.app.state.standby
    if standby is None or not may_read_at_standby(request):
        return database_of(request)
    return standby


def may_read_at_standby(request: Request) -> bool:
    path = request.scope["path"]
    if request.method not in READS:
        return False
    is_anonymous = "authorization" not in request.headers
    is_api = path.startswith(ANONYMOUS) and not path.startswith(PREVIEWS)
    return (is_api and is_anonymous) or path.startswith(PUBLIC)


ReadDb = Annotated[Reading, Depends(get_reader)]
WriteDb = Annotated[Database, Depends(get_database)]
