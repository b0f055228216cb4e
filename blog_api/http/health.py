"""Health checks: liveness of the process, and readiness to serve."""

from typing import Final, Literal

from fastapi import APIRouter
from sqlalchemy import Text, column, select, table

from blog_api.db.database import Reading
from blog_api.db.revision import HEAD_REVISION
from blog_api.db.statements import Statement
from blog_api.errors import DatabaseUnavailableError, NotMigratedError
from blog_api.http.dependencies import ReadDb
from blog_api.http.fields import Output
from blog_api.http.routing import error_responses

router = APIRouter(prefix="/health", tags=["health"])

SELECT_REVISION: Final = Statement(
    select(column("version_num", Text)).select_from(table("alembic_version")), str
)


class Health(Output):
    status: Literal["ok"] = "ok"


@router.get("/live", operation_id="get_liveness")
async def get_liveness() -> Health:
    """Liveness: the process responds; the database is not checked."""
    return Health()


@router.get(
    "/ready",
    operation_id="get_readiness",
    responses=error_responses(DatabaseUnavailableError, NotMigratedError),
)
async def get_readiness(db: ReadDb) -> Health:
    """Readiness: the database is reachable and its migrations are at the head."""
    if not await is_migrated(db):
        raise NotMigratedError
    return Health()


async def is_migrated(db: Reading) -> bool:
    return await db.one(SELECT_REVISION) == HEAD_REVISION
