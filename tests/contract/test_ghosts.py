"""Deleted and unpublished rows are never visible or counted."""

import re
from collections.abc import AsyncIterator

import pytest

from blog_api.models import metadata
from tests.ghost_walk import Rows, addresses, ask, ghostly_addresses
from tests.ghosts import CANARY, PLANTERS, plant_ghosts
from tests.operations import list_operations
from tests.stage import Stage

VIEWERS = ("nobody", "user")
REFUSED = {401, 403, 404}
METRICS = "/metrics"  # counts the requests of this walk, not rows


def canaries(text: str) -> set[str]:
    """Return the canaries in a response, except echoes of the request: a feed names itself."""
    return set(re.findall(rf"{CANARY}-[a-z-]+-[0-9]+", text))


@pytest.fixture
async def rows(stage: Stage) -> AsyncIterator[Rows]:
    """Plant the ghosts; remove them after the test."""
    yield await plant_ghosts(stage)
    stage.photograph.put_back()


def test_every_table_that_soft_deletes_has_ghosts() -> None:
    soft = {name for name, table in metadata.tables.items() if "deleted_at" in table.columns}
    assert soft == PLANTERS.keys()


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_who_names_a_ghost_finds_nothing(stage: Stage, rows: Rows, viewer: str) -> None:
    asked = 0
    for operation in list_operations(stage.app):
        if operation.method != "GET" or not operation.path_parameters:
            continue
        for address in ghostly_addresses(operation, rows):
            answer = await ask(stage, address, viewer)
            assert answer.status_code in REFUSED, address
            assert CANARY not in answer.text, address
            asked += 1
    assert asked > 30


async def open_addresses(stage: Stage, all_of_one: list[str], viewer: str) -> list[str]:
    """Leave out the parameters of an operation that refuses the viewer without any."""
    plain = await ask(stage, all_of_one[0], viewer)
    return all_of_one[:1] if plain.status_code in {401, 403} else all_of_one


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_with_and_without_ghosts_every_answer_is_the_same(
    stage: Stage, rows: Rows, viewer: str
) -> None:
    """To the byte: totals, cursors and counts would leak ghosts as well as their words."""
    walk = [
        address
        for operation in list_operations(stage.app)
        if operation.method == "GET" and operation.path != METRICS
        for address in await open_addresses(stage, [*addresses(operation, rows, stage)], viewer)
    ]
    haunted = [await ask(stage, address, viewer) for address in walk]
    stage.photograph.put_back()
    for address, answer in zip(walk, haunted, strict=True):
        assert canaries(answer.text) <= canaries(address), address
        quiet = await ask(stage, address, viewer)
        assert (answer.status_code, answer.text) == (quiet.status_code, quiet.text), address
        assert answer.headers.multi_items() == quiet.headers.multi_items(), address
    assert len(walk) > 300
