"""Health checks: liveness of the process, and readiness to write and to read."""

from dataclasses import dataclass
from typing import Final, Literal

import psycopg
from fastapi import APIRouter, Depends, Request
from sqlalchemy import Boolean, Text, cast, column, func, select, table
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Reading
from blog_api.db.revision import HEAD_REVISION
from blog_api.db.statements import Statement, constant
from blog_api.errors import (
    DatabaseReadOnlyError,
    DatabaseUnavailableError,
    NotMigratedError,
    StoppingError,
)
from blog_api.http.dependencies import PublicDb, WriteDb
from blog_api.http.draining import is_draining
from blog_api.http.fields import Output
from blog_api.http.routing import error_responses

router = APIRouter(prefix="/health", tags=["health"])


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Revision of the schema, the revisions of releases that can serve it, and if it is read-only.

    A standby is read-only, and so is a database with `default_transaction_read_only`.
    """

    revision: str
    serving: list[str]
    is_read_only: bool


SELECT_STATE: Final = Statement(
    select(
        column("version_num", Text),
        select(column("revisions", ARRAY(Text)))
        .select_from(table("schema_compatibility"))
        .scalar_subquery(),
        cast(func.current_setting(constant("transaction_read_only")), Boolean),
    ).select_from(table("alembic_version")),
    SchemaState,
)


class Health(Output):
    status: Literal["ok"] = "ok"


async def require_no_shutdown(request: Request) -> None:
    """Raise StoppingError between SIGTERM and the end of listening (DRAIN_DELAY)."""
    if is_draining(request.app.state):
        raise StoppingError


STAYS: Final = Depends(require_no_shutdown)


@router.get("/live", operation_id="get_liveness")
async def get_liveness() -> Health:
    """Liveness: the process responds; the database is not checked."""
    return Health()


@router.get(
    "/ready",
    operation_id="get_readiness",
    dependencies=[STAYS],
    responses=error_responses(
        DatabaseUnavailableError, NotMigratedError, DatabaseReadOnlyError, StoppingError
    ),
)
async def get_readiness(db: WriteDb) -> Health:
    """Readiness to write: the database accepts writes, and this release can serve its schema."""
    if (await get_schema_state(db)).is_read_only:
        raise DatabaseReadOnlyError
    return Health()


@router.get(
    "/readable",
    operation_id="get_readability",
    dependencies=[STAYS],
    responses=error_responses(DatabaseUnavailableError, NotMigratedError, StoppingError),
)
async def get_readability(db: PublicDb) -> Health:
    """Readiness to read: a primary or a standby has a schema that this release can serve."""
    await get_schema_state(db)
    return Health()


async def get_schema_state(db: Reading) -> SchemaState:
    """Return the state; raise NotMigratedError if this release cannot serve the schema.

    A newer schema stores which releases still can, so that they serve until they are replaced.
    """
    try:
        state = await db.one(SELECT_STATE)
    except psycopg.errors.UndefinedTable as error:
        raise NotMigratedError from error
    if state is None or HEAD_REVISION not in {state.revision, *state.serving}:
        raise NotMigratedError
    return state


async def is_migrated(db: Reading) -> bool:
    try:
        await get_schema_state(db)
    except NotMigratedError:
        return False
    return True
