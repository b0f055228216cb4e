"""Cost of diffs and merges of texts of 100,000 characters, on this machine's processor time."""

import random
import time
from collections.abc import Sequence
from functools import cache

import pytest

from blog_api.diffing.text_diff import diff_texts
from blog_api.diffing.text_merge import Conflicts, Hunk, Merged, merge_texts
from blog_api.diffing.unified import unified_diff

LENGTH = 100_000
BOUND_S = 0.5  # ten times the figure of the issue: a shared machine, the import and the first call
RANDOM = random.Random(1)  # noqa: S311  # the same texts in every run

# The parts of the former and of the latter text.
PATHOLOGICAL = {
    "few different lines": (("a\n", "b\n", "c\n"), ("a\n", "b\n", "c\n")),
    "repeated words in one line": (("the ", "a "), ("the ", "a ")),
    "marks in one line": (".,-*", ".,-*"),
    "one ideograph": ("日本", "日本"),
    "lines and words": (("x y\n", "y\n"), ("y x\n", "x\n")),
}


@cache
def pathological_pair(name: str) -> tuple[str, str]:
    before, after = PATHOLOGICAL[name]
    return made_of(before), made_of(after)


def made_of(parts: Sequence[str]) -> str:
    return "".join(RANDOM.choices(parts, k=LENGTH))[:LENGTH]


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_a_pathological_pair_is_cut_and_told(name: str) -> None:
    before, after = pathological_pair(name)
    started = time.thread_time()
    diff = diff_texts(before, after)
    assert time.thread_time() - started < BOUND_S
    assert diff.truncated
    for op, text in (("delete", before), ("insert", after)):
        parts = [segment.text for segment in diff.segments if segment.op in {"equal", op}]
        assert "".join(parts) == text


def test_the_same_pair_is_cut_the_same() -> None:
    before, after = pathological_pair("repeated words in one line")
    assert diff_texts(before, after) == diff_texts(before, after)


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_a_merge_that_takes_too_long_is_refused(name: str) -> None:
    yours, theirs = pathological_pair(name)
    started = time.thread_time()
    result = merge_texts("a\nb\n" + yours, yours, theirs)
    assert time.thread_time() - started < BOUND_S
    assert isinstance(result, Conflicts)


def test_a_merge_cut_by_cost_is_one_conflict_of_the_whole_texts() -> None:
    yours, theirs = pathological_pair("few different lines")
    base = yours[::-1]
    (hunk,) = merge_texts(base, yours, theirs).hunks  # type: ignore[union-attr]  # conflicts
    texts = Hunk(*(text.splitlines(keepends=True) for text in (base, yours, theirs)))
    assert hunk == texts


def test_a_unified_diff_that_takes_too_long_replaces_all() -> None:
    before, after = pathological_pair("few different lines")
    assert unified_diff(before, after).count("@@") == 2


def test_an_edited_text_is_not_truncated() -> None:
    words = [f"word{RANDOM.randrange(3000)}" for _ in range(LENGTH // 9)]
    lines = [" ".join(words[start : start + 12]) + ".\n" for start in range(0, len(words), 12)]
    edited = [
        line.replace("word1", "new", 1) if n % 20 == 0 else line for n, line in enumerate(lines)
    ]
    diff_texts("a", "b")
    started = time.thread_time()
    diff = diff_texts("".join(lines), "".join(edited))
    assert time.thread_time() - started < BOUND_S
    assert not diff.truncated


def test_a_long_text_edited_at_both_ends_merges() -> None:
    lines = [f"A line of some length, number {number}.\n" for number in range(2500)]
    yours, theirs = list(lines), list(lines)
    yours[0] = yours[-3] = "yours\n"
    theirs[2] = theirs[-1] = "theirs\n"
    both = ["yours\n", lines[1], "theirs\n", *lines[3:-3], "yours\n", lines[-2], "theirs\n"]
    merged = merge_texts(*("".join(text) for text in (lines, yours, theirs)))
    assert merged == Merged("".join(both))
