"""Each kind of reported fault has the test of its case and at least three further inputs."""

import inspect
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from math import prod
from typing import Any

import pytest

from tests.import_export import test_further_inputs, test_further_kinds
from tests.import_export.kinds import KINDS, Kind
from tests.import_export.test_cases import CASES

MEASURED = "36-vacuum-during-import"
INPUTS = Counter(given.kind for given in [*test_further_inputs.INPUTS, *test_further_kinds.INPUTS])


def find_test(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(".")
    found = getattr(import_module(f"tests.import_export.{module}"), function)
    assert function.startswith("test_")
    return found  # type: ignore[no-any-return]  # a function by its name


def inputs_of(name: str) -> int:
    """Return how often pytest runs the test: once for each combination of its parameters."""
    marks = getattr(find_test(name), "pytestmark", [])
    return prod(len(mark.args[1]) for mark in marks if mark.name == "parametrize")


def test_all_cases_are_kinds() -> None:
    folders = sorted(path.name for path in CASES.iterdir())
    assert [kind.folder for kind in KINDS] == [*folders, MEASURED]
    assert len(KINDS) == 23


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.folder)
def test_the_case_is_a_test(kind: Kind) -> None:
    source = inspect.getsource(find_test(kind.case))
    assert kind.folder in source or kind.folder == MEASURED


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.folder)
def test_there_are_three_further_inputs(kind: Kind) -> None:
    named = [inputs_of(name) for name in kind.further]
    assert INPUTS[kind.folder[:2]] + sum(named) >= 3


def test_inputs_name_a_kind() -> None:
    assert INPUTS.keys() <= {kind.folder[:2] for kind in KINDS}
