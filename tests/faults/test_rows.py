"""Every row of the proof in its short form; times may take longer here than there."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.faults.finding import Row
from tests.faults.ground import Ground, proving_ground
from tests.faults.rows import ROWS

PATIENCE: Final = 10


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with proving_ground() as ground:
        yield ground


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
async def test_row(ground: Ground, row: Row) -> None:
    finding = await row.run(ground, row.short)
    assert finding.misses(PATIENCE) == []
