"""The authorization matrix holds: every route, every caller, every state."""

import pytest
from fastapi import FastAPI

from tests.contract.matrix import TEXTS
from tests.matrix import Table, observe, read_tables
from tests.operations import list_routes
from tests.stage import Stage

TABLES = [table for text in TEXTS for table in read_tables(text)]
PEOPLE = ("nobody", "user", "author", "other", "admin", "inactive", "deleted")


async def test_every_route_has_a_table_and_every_table_a_route(app: FastAPI) -> None:
    assert {table.operation for table in TABLES} == list_routes(app)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.request)
async def test_everybody_is_answered_as_the_table_says(stage: Stage, table: Table) -> None:
    assert table.columns == PEOPLE
    seen = {
        (row, column): await observe(stage, table, row, column, expected)
        for row, column, expected in table.cells()
    }
    assert seen == {(row, column): expected for row, column, expected in table.cells()}
