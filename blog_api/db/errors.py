"""Mapping of database errors, by SQLSTATE and constraint name, to errors of the API.

The driver's own text is never passed on: its DETAIL carries values.
"""

from typing import Final

import psycopg
from psycopg.errors import DeadlockDetected, SerializationFailure
from psycopg_pool import PoolTimeout

from blog_api.errors import (
    AppError,
    BusyError,
    DatabaseUnavailableError,
    EmailTakenError,
    InvalidInputError,
    PasskeyKnownError,
    RequestOpenError,
    SlugTakenError,
    TransferOpenError,
    UsernameTakenError,
)


class RowChangedError(BusyError):
    """Error of a command: a row is not as the command read it before it locked the row.

    `Database.write` runs the command again; after the last attempt the response is 503 `busy`.
    """


RETRIED_ERRORS: Final = (RowChangedError, SerializationFailure, DeadlockDetected)
CONSTRAINTS: Final[dict[str, type[AppError]]] = {
    "uq_passkeys_credential_id": PasskeyKnownError,
    "uq_posts_slug_live": SlugTakenError,
    "uq_transfers_post_id_open": TransferOpenError,
    "uq_restore_requests_item_open": RequestOpenError,
    "uq_users_email_live": EmailTakenError,
    "uq_users_username_live": UsernameTakenError,
}
BUSY_STATES: Final = frozenset({"57014", "55P03", "40001", "40P01"})
MIGRATE: Final = "run `blog-api migrate`: the schema is of an earlier release"
POOLER: Final = (
    "a pooler in transaction mode lost a prepared statement: PgBouncer needs release 1.22 or later "
    "with max_prepared_statements above 0"
)
STANDBY: Final = "the database is a standby: DATABASE_URL needs target_session_attrs=read-write"
# States that are no defect of a statement; the log says what the operator can do.
REMEDIES: Final = {
    # The serving role lacks a privilege: the database is one of an earlier release.
    "42501": "run `blog-api migrate`: it gives the role that serves its rights",
    "42P01": MIGRATE,
    "42703": MIGRATE,
    "42883": MIGRATE,
    "26000": POOLER,
    "42P05": POOLER,
    # An unlogged table, such as that of the rate limits, cannot be read at a standby.
    "0A000": STANDBY,
    "25006": STANDBY,
}
UNAVAILABLE_CLASSES: Final = frozenset({"08", "53", "57", "25"})


def refusal_for(error: psycopg.Error) -> AppError | None:
    """Return the API error for a database error, or None for a defect of ours."""
    if isinstance(error, psycopg.errors.UniqueViolation):
        return unique_refusal(error)
    if isinstance(error, PoolTimeout) or error.sqlstate in BUSY_STATES:
        return BusyError()
    if is_connection_lost(error) or error.sqlstate in REMEDIES:
        return DatabaseUnavailableError()
    if isinstance(error, psycopg.DataError):
        return InvalidInputError()
    return None


def unique_refusal(error: psycopg.errors.UniqueViolation) -> AppError | None:
    refusal = CONSTRAINTS.get(error.diag.constraint_name or "")
    return refusal() if refusal else None


def remedy_for(error: psycopg.Error) -> str | None:
    """Return instructions for the operator, or None if waiting helps."""
    return REMEDIES.get(error.sqlstate or "")


def is_connection_lost(error: psycopg.Error) -> bool:
    """Return True for a server that is down, starting, stopping, out of resources or read-only."""
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate[:2] in UNAVAILABLE_CLASSES
