"""Insertion of many rows by SQL, with the statistics that PostgreSQL needs to plan for them."""

from typing import Any

import psycopg

from tests.database import SKIP_TRIGGERS


def fill(database_url: str, statement: str, *parameters: Any, bare: bool = False) -> None:
    """Insert rows, commit, and gather statistics; bare rows have no counters, versions or search.

    An autovacuum that passes before the commit records the tables as empty. Until the next one,
    PostgreSQL joins them without an index, which takes minutes.
    """
    with psycopg.connect(database_url, autocommit=True) as connection:
        with connection.transaction():
            if bare:
                connection.execute(SKIP_TRIGGERS)
            connection.execute(statement.encode(), parameters)
        connection.execute("ANALYZE")
