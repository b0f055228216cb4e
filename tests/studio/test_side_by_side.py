"""Lines of a difference in two columns."""

from hypothesis import given, settings
from hypothesis import strategies as st

from blog_api.diffing.text_diff import diff_texts
from blog_api.studio.side_by_side import Line, Side, grouped, lines_of

TEXTS = st.lists(st.sampled_from(["a b c", "a x c", "", "d", "e f"]), max_size=12).map("\n".join)


def text_of(sides: list[Side | None]) -> str:
    return "\n".join("".join(part.text for part in side) for side in sides if side is not None)


@settings(deadline=None)  # a shared machine delays single examples
@given(TEXTS, TEXTS)
def test_the_columns_are_the_two_texts(before: str, after: str) -> None:
    lines = lines_of(diff_texts(before, after).segments)
    assert text_of([line.before for line in lines]) == before
    assert text_of([line.after for line in lines]) == after
    assert [line for group in grouped(lines) for line in group.lines] == lines
    if before == after:
        assert not any(line.is_changed for line in lines)


def marked(lines: list[Line]) -> list[tuple[str | None, str | None]]:
    return [(marks(line.before), marks(line.after)) for line in lines if line.is_changed]


def marks(side: Side | None) -> str | None:
    if side is None:
        return None
    return "".join(f"[{part.text}]" if part.is_changed else part.text for part in side)


def test_words_are_marked_inside_their_lines() -> None:
    diff = diff_texts("one\ntwo three four five\nsix", "one\ntwo THREE four five\nsix\nseven")
    assert marked(lines_of(diff.segments)) == [
        ("two [three] four five", "two [THREE] four five"),
        (None, "[seven]"),
    ]


def test_a_removed_line_stands_alone() -> None:
    diff = diff_texts("one\ntwo\nthree\n", "one\nthree\n")
    assert marked(lines_of(diff.segments)) == [("[two]", None)]


def test_lines_far_from_a_change_are_folded() -> None:
    text = "\n".join(f"Line {number}" for number in range(30))
    groups = grouped(lines_of(diff_texts(text, text.replace("Line 15\n", "")).segments))
    assert [(len(group.lines), group.is_folded) for group in groups] == [
        (12, True),
        (7, False),
        (11, True),
    ]
