"""What a database failure means to a client: SQLSTATE and constraint names to refusals.

The driver's own text is never passed on: its DETAIL carries values.
"""

from typing import Final

import psycopg
from psycopg_pool import PoolTimeout

from blog_api.errors import (
    AppError,
    BusyError,
    DatabaseUnavailableError,
    EmailTakenError,
    InvalidInputError,
    SlugTakenError,
    UsernameTakenError,
)

CONSTRAINTS: Final[dict[str, type[AppError]]] = {
    "uq_posts_slug_live": SlugTakenError,
    "uq_users_email_live": EmailTakenError,
    "uq_users_username_live": UsernameTakenError,
}
BUSY_STATES: Final = frozenset({"57014", "55P03", "40001", "40P01"})
# The role that serves was not given its rights: a database of an earlier release, not yet migrated.
NO_RIGHT: Final = "42501"
REMEDIES: Final = {NO_RIGHT: "run `blog-api migrate`: it gives the role that serves its rights"}
UNAVAILABLE_CLASSES: Final = frozenset({"08", "53", "57", "25"})


def refusal_for(error: psycopg.Error) -> AppError | None:
    """The refusal that tells a client of this failure; None for a defect of ours."""
    if isinstance(error, psycopg.errors.UniqueViolation):
        return unique_refusal(error)
    if isinstance(error, PoolTimeout) or error.sqlstate in BUSY_STATES:
        return BusyError()
    if is_connection_lost(error) or error.sqlstate == NO_RIGHT:
        return DatabaseUnavailableError()
    if isinstance(error, psycopg.DataError):
        return InvalidInputError()
    return None


def unique_refusal(error: psycopg.errors.UniqueViolation) -> AppError | None:
    """The refusal of the unique index that said no."""
    refusal = CONSTRAINTS.get(error.diag.constraint_name or "")
    return refusal() if refusal else None


def remedy_for(error: psycopg.Error) -> str | None:
    """What whoever runs the server has to do; None where waiting helps."""
    return REMEDIES.get(error.sqlstate or "")


def is_connection_lost(error: psycopg.Error) -> bool:
    """A server that is away, shutting down, starting up, out of resources, or read-only."""
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate[:2] in UNAVAILABLE_CLASSES
