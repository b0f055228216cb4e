"""Database errors that an operator can end are a 503, with the remedy in the log."""

import psycopg
import pytest

from blog_api.db.errors import refusal_for, remedy_for
from blog_api.errors import DatabaseUnavailableError


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (psycopg.errors.InvalidSqlStatementName, "PgBouncer"),  # 26000
        (psycopg.errors.DuplicatePreparedStatement, "PgBouncer"),  # 42P05
        (psycopg.errors.FeatureNotSupported, "target_session_attrs"),  # 0A000
        (psycopg.errors.ReadOnlySqlTransaction, "target_session_attrs"),  # 25006
        (psycopg.errors.UndefinedTable, "blog-api migrate"),  # 42P01
        (psycopg.errors.InsufficientPrivilege, "blog-api migrate"),  # 42501
    ],
)
def test_an_error_of_the_set_up(error: type[psycopg.Error], remedy: str) -> None:
    assert isinstance(refusal_for(error()), DatabaseUnavailableError)
    assert remedy in (remedy_for(error()) or "")


def test_a_defect_stays_one() -> None:
    assert refusal_for(psycopg.errors.SyntaxError()) is None
