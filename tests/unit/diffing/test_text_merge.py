"""Three-way merges by property: nothing is lost, and both sides are treated alike."""

from hypothesis import given, settings
from hypothesis import strategies as st

from blog_api.diffing.text_merge import Conflicts, Hunk, Merged, merge_texts
from blog_api.diffing.tokens import line_key, split_lines

PROPERTY = settings(deadline=None, max_examples=150)  # a shared machine delays single examples
LINE = st.sampled_from(["", "a", "b", "c", "dé", "日", "- e", "```", "|", "<div>", "[a]: b"])
LINES = st.lists(LINE, max_size=9)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
TEXTS = st.builds(
    lambda lines, end, last: end.join(lines) + last, LINES, ENDS, st.sampled_from(["", "\n"])
)


def keys(text: str) -> list[str]:
    return [line_key(line) for line in split_lines(text)]


@PROPERTY
@given(TEXTS, TEXTS)
def test_one_side_alone_is_taken_as_it_is(base: str, changed: str) -> None:
    assert merge_texts(base, changed, base) == Merged(changed)
    assert merge_texts(base, base, changed) == Merged(changed)
    assert merge_texts(base, changed, changed) == Merged(changed)


@PROPERTY
@given(TEXTS, TEXTS, TEXTS)
def test_sides_are_equal(base: str, yours: str, theirs: str) -> None:
    there, back = merge_texts(base, yours, theirs), merge_texts(base, theirs, yours)
    if isinstance(back, Conflicts):
        swapped = tuple(Hunk(hunk.base, hunk.theirs, hunk.yours) for hunk in back.hunks)
        assert there == Conflicts(swapped)
    else:
        assert there == back


@PROPERTY
@given(TEXTS, TEXTS, TEXTS)
def test_a_clean_merge_has_every_new_line(base: str, yours: str, theirs: str) -> None:
    result = merge_texts(base, yours, theirs)
    if isinstance(result, Merged):
        for side in (yours, theirs):
            assert set(keys(side)) - set(keys(base)) <= set(keys(result.text))


@PROPERTY
@given(TEXTS, TEXTS, TEXTS)
def test_a_clean_merge_has_no_line_of_its_own(base: str, yours: str, theirs: str) -> None:
    result = merge_texts(base, yours, theirs)
    if isinstance(result, Merged):
        assert set(keys(result.text)) <= {*keys(base), *keys(yours), *keys(theirs)}


@PROPERTY
@given(TEXTS, TEXTS, TEXTS)
def test_hunks_are_parts_of_the_texts(base: str, yours: str, theirs: str) -> None:
    result = merge_texts(base, yours, theirs)
    if isinstance(result, Conflicts):
        assert result.hunks
        for hunk in result.hunks:
            assert "".join(hunk.base) in base
            assert "".join(hunk.yours) in yours
            assert "".join(hunk.theirs) in theirs


@PROPERTY
@given(st.data())
def test_edits_apart_from_each_other_are_both_applied(data: st.DataObject) -> None:
    base = [f"line {number}\n" for number in range(12)]
    both = list(base)
    sides = [list(base), list(base)]
    for place in reversed(range(0, len(base), 2)):
        side = data.draw(st.integers(0, 2))
        kind = data.draw(st.sampled_from(["insert", "delete", "replace"]))
        if side == 2:
            continue
        for lines in (sides[side], both):
            lines[place : place + (kind != "insert")] = [f"new {place}\n"] * (kind != "delete")
    merged = merge_texts("".join(base), "".join(sides[0]), "".join(sides[1]))
    assert merged == Merged("".join(both))


@PROPERTY
@given(LINES, LINES, LINES)
def test_crlf_does_not_change_what_merges(
    base: list[str], yours: list[str], theirs: list[str]
) -> None:
    """A browser sends CRLF: the merge is the same but for its line ends, which are CRLF."""
    plain = merge_texts(
        *("".join(f"{line}\n" for line in lines) for lines in (base, yours, theirs))
    )
    texts = ("".join(f"{line}\n" for line in lines) for lines in (base, theirs))
    crlf = merge_texts(next(texts), "".join(f"{line}\r\n" for line in yours), next(texts))
    assert isinstance(crlf, Merged) or isinstance(plain, Conflicts)
    if base and yours and isinstance(crlf, Merged) and isinstance(plain, Merged):
        assert keys(crlf.text) == keys(plain.text)
        assert "\r\n" in crlf.text or "\n" not in crlf.text
