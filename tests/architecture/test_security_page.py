"""docs/security.md: every requirement has its row, and every named test exists."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from tests.architecture.tree import ROOT, functions, modules

PAGE = "docs/security.md"
# Requirements of levels 1 and 2 in ASVS 5.0.0, by chapter: 253 in all.
PER_CHAPTER = (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7)
REQUIREMENTS = dict(enumerate(PER_CHAPTER, start=1))
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| ([123]) \| (.+) \| (.+) \| (.+) \| (.*) \|$", re.MULTILINE
)
LEFT_OUT = re.compile(r"^\* \*\*([\d., ]+)\*\* — .{10,}$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PLACE = re.compile(
    r"`((?:tests|scripts|blog_api|docs)/[\w/.-]+|[\w.-]*\.(?:md|lock|toml|example|dockerignore))`"
)
DEVIATION = re.compile(r"\bD(\d+)\b")
STATES = {"yes", "partly", "no", "operator"}


class Row(NamedTuple):
    """One row of the table."""

    id: str
    level: str
    asked: str
    state: str
    done: str
    proof: str


def page() -> str:
    return (ROOT / PAGE).read_text()


def rows() -> list[Row]:
    return [Row(*found) for found in ROW.findall(page())]


def left_out() -> list[str]:
    """Return the requirements that do not apply, with a reason for each group."""
    return [name for group in LEFT_OUT.findall(page()) for name in group.split(", ")]


@cache
def names_in(path: str) -> frozenset[str]:
    """Return the names of the tests in one file; none if the file does not exist."""
    return frozenset(
        function.name
        for module in modules("tests")
        if module.name == path
        for function in functions(module)
    )


def named_tests() -> Iterator[tuple[str, str]]:
    for document in (PAGE, "docs/threats.md", "SECURITY.md"):
        yield from TEST.findall((ROOT / document).read_text())


def test_every_requirement_is_answered_once() -> None:
    ids = [row.id for row in rows() if row.level != "3"] + left_out()
    assert sorted(ids) == sorted(set(ids))
    by_chapter = dict.fromkeys(REQUIREMENTS, 0)
    for name in ids:
        by_chapter[int(name.partition(".")[0])] += 1
    assert by_chapter == REQUIREMENTS


def test_every_named_test_is_there() -> None:
    named = list(named_tests())
    assert len(named) > 100
    assert [f"{path}::{name}" for path, name in named if name not in names_in(path)] == []


@pytest.mark.parametrize("document", [PAGE, "docs/threats.md", "SECURITY.md"])
def test_every_named_file_is_there(document: str) -> None:
    named = PLACE.findall((ROOT / document).read_text())
    assert [place for place in named if not (ROOT / place).exists()] == []


def test_what_is_met_is_proved_and_what_is_not_is_explained() -> None:
    explained = set(re.findall(r"^\* \*\*D(\d+)\*\*", page(), re.MULTILINE))
    for row in rows():
        assert row.state in STATES, row
        if row.state == "yes":
            assert TEST.search(row.proof) or PLACE.search(row.proof), row
        if row.state in {"partly", "no"}:
            assert DEVIATION.search(row.done), row
        assert set(DEVIATION.findall(row.done)) <= explained, row
    assert {n for row in rows() for n in DEVIATION.findall(row.done)} == explained
