"""Every row of the proof in its short form; times may take longer here than there."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.faults.finding import Row
from tests.faults.ground import Ground, proving_ground
from tests.faults.rows import ROWS

PATIENCE: Final = 10
# A ratio of processor times within 5 % needs an idle machine: only `scripts/prove` measures it.
MEASURED: Final = frozenset({"token-or-session"})
TESTED: Final = [row for row in ROWS if row.name not in MEASURED]


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with proving_ground() as ground:
        yield ground


@pytest.mark.parametrize("row", TESTED, ids=[row.name for row in TESTED])
async def test_row(ground: Ground, row: Row) -> None:
    finding = await row.run(ground, row.short)
    assert finding.misses(PATIENCE) == []
