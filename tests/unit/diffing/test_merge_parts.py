"""Parts of a merge: merged text and conflicts, in order."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog_api.diffing.merge_parts import Parts, merge_parts
from blog_api.diffing.text_merge import Hunk, Merged, merge_texts

BASE = "one\n\ntwo\n\nthree\n\nfour\n"
TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "d\n"]), max_size=8).map("".join)


def decided(parts: Parts, side: str) -> str:
    return "".join(
        part if isinstance(part, str) else "".join(getattr(part, side)) for part in parts
    )


def test_a_clean_merge_is_one_text() -> None:
    yours, theirs = BASE.replace("one", "1"), BASE.replace("four", "4")
    assert merge_parts(BASE, yours, theirs) == [yours.replace("four", "4")]


def test_a_conflict_stands_between_what_is_merged() -> None:
    yours = BASE.replace("one", "1").replace("three", "3")
    theirs = BASE.replace("three", "III").replace("four", "IV")
    parts = merge_parts(BASE, yours, theirs)
    assert Hunk(["three\n"], ["3\n"], ["III\n"]) in parts
    assert decided(parts, "yours") == "1\n\ntwo\n\n3\n\nIV\n"
    assert decided(parts, "theirs") == "1\n\ntwo\n\nIII\n\nIV\n"


# A busy machine takes its time for each example.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(base=TEXTS, yours=TEXTS, theirs=TEXTS)
def test_parts_conflict_exactly_where_the_merge_does(base: str, yours: str, theirs: str) -> None:
    parts = merge_parts(base, yours, theirs)
    merged = merge_texts(base, yours, theirs)
    has_hunks = any(isinstance(part, Hunk) for part in parts)
    assert has_hunks is not isinstance(merged, Merged)
