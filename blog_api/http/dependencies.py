"""The database as a dependency: `ReadDb` for queries, `WriteDb` for commands."""

from typing import Annotated

from fastapi import Depends, Request

from blog_api.db.database import Database, Reading


async def get_database(request: Request) -> Database:
    return database_of(request)


def database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


ReadDb = Annotated[Reading, Depends(get_database)]
WriteDb = Annotated[Database, Depends(get_database)]
