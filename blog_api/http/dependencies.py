"""The database as a dependency: `WriteDb` for commands, `ReadDb` and `PublicDb` for queries.

`PublicDb` is for what everybody may read: anonymous requests can read a standby. Callers with
credentials read the primary, so that they see what they wrote.
"""

from typing import Annotated

from fastapi import Depends, Request

from blog_api.db.database import Database, Reading
from blog_api.db.public_reader import PublicReader, StandbyReader


async def get_database(request: Request) -> Database:
    return database_of(request)


def database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def get_public_reader(request: Request) -> PublicReader:
    return public_reader_of(request)


def public_reader_of(request: Request) -> PublicReader:
    if reads_standby(request):
        return StandbyReader(request.app.state.standbys)
    return database_of(request)


def reads_standby(request: Request) -> bool:
    """Return True for an anonymous request, with DATABASE_READ_URL; pages of the studio never ask.

    The API takes no cookies, and those of the studio have its path.
    """
    return request.app.state.standbys is not None and "authorization" not in request.headers


ReadDb = Annotated[Reading, Depends(get_database)]
PublicDb = Annotated[Reading, Depends(get_public_reader)]
WriteDb = Annotated[Database, Depends(get_database)]
