"""Short cuts of the bounds on the structure of a text."""

import pytest

from blog_api.rendering.structure import (
    ALWAYS_CHEAP,
    MAX_COST_US,
    WEIGHTS_US,
    is_too_complex,
    is_too_deep,
    markup_cost,
)


@pytest.mark.parametrize("mark", WEIGHTS_US)
def test_a_short_text_without_tables_is_never_too_complex(mark: str) -> None:
    assert markup_cost(mark * ALWAYS_CHEAP) <= MAX_COST_US


@pytest.mark.parametrize("mark", WEIGHTS_US)
def test_a_longer_one_is_counted(mark: str) -> None:
    assert is_too_complex(mark * (MAX_COST_US // WEIGHTS_US[mark] + 1))


def test_a_short_text_with_a_table_is_counted() -> None:
    assert is_too_complex("|\n" * 100 + "|" * 2_000)


def test_few_elements_are_never_too_deep_and_many_are_counted() -> None:
    assert not is_too_deep("<i>" * 1_000)
    assert is_too_deep("<i>" * 1_001)
