"""For whoever watches the server: whether the process is alive, and whether it can serve."""

from typing import Final, Literal

from fastapi import APIRouter
from sqlalchemy import Text, column, select, table

from blog_api.db.revision import HEAD_REVISION
from blog_api.db.statement import Statement
from blog_api.errors import DatabaseUnavailableError, NotMigratedError
from blog_api.web.database import ReadDb
from blog_api.web.routing import Route, refusals
from blog_api.web.schemas import Output

router = APIRouter(prefix="/health", tags=["health"], route_class=Route)

SELECT_REVISION: Final = Statement(
    select(column("version_num", Text)).select_from(table("alembic_version")), str
)


class Health(Output):
    status: Literal["ok"] = "ok"


@router.get("/live", operation_id="get_liveness")
async def get_liveness() -> Health:
    """The process answers; says nothing about the database."""
    return Health()


@router.get(
    "/ready",
    operation_id="get_readiness",
    responses=refusals(DatabaseUnavailableError, NotMigratedError),
)
async def get_readiness(db: ReadDb) -> Health:
    """The database is reachable and its migrations are at the head."""
    if await db.one(SELECT_REVISION) != HEAD_REVISION:
        raise NotMigratedError
    return Health()
