"""The checker reports impossible histories, and accepts possible ones."""

import itertools
import math

import pytest

from tests.faults.history.history import Exchange, History, Row
from tests.faults.history.life import Kind, Op
from tests.faults.history.search import find_unexplained
from tests.faults.history.slugs import Refused
from tests.faults.wire import Answer

Ops = list[Op]
CREATED = Op("created", 0, 1, "a", "one")


def at(called: float, answered: float, kind: Kind, **told: object) -> Op:
    return Op(kind, called, answered, **told)  # type: ignore[arg-type]  # columns of a table


POSSIBLE: dict[str, Ops] = {
    "a life": [
        CREATED,
        at(2, 3, "seen", slug="a", text="one"),
        at(4, 5, "renamed", slug="b", text="two"),
        at(6, 7, "deleted", deletion=9),
        at(8, 9, "missing"),
        at(10, 11, "undone", deletion=9),
        at(12, 13, "seen", slug="b", text="two"),
        at(14, 15, "destroyed"),
        at(16, 17, "gone"),
    ],
    "a read during a delete saw it before": [
        CREATED,
        at(2, 6, "deleted", deletion=9),
        at(3, 5, "seen", slug="a", text="one"),
    ],
    "an unanswered delete explains a 404": [
        CREATED,
        at(2, math.inf, "deleted"),
        at(8, 9, "seen", slug="a", text="one"),
        at(10, 11, "missing"),
    ],
    "an unanswered delete may never happen": [
        CREATED,
        at(2, math.inf, "deleted"),
        at(8, 9, "seen", slug="a", text="one"),
    ],
    "two unanswered edits in either order": [
        CREATED,
        at(2, math.inf, "rewritten", text="two"),
        at(3, math.inf, "rewritten", text="three"),
        at(8, 9, "seen", slug="a", text="three"),
        at(10, 11, "seen", slug="a", text="two"),
    ],
    "a creation without an answer, under a slug that is seen later": [
        at(0, math.inf, "created", text="one"),
        at(8, 9, "seen", slug="a-2", text="one"),
    ],
    "of two deletes at once one finds nothing": [
        CREATED,
        at(2, 5, "deleted", deletion=9),
        at(2, 5, "missing"),
    ],
}

IMPOSSIBLE: dict[str, Ops] = {
    "a lost delete": [
        CREATED,
        at(2, 3, "deleted", deletion=9),
        at(4, 5, "seen", slug="a", text="one"),
    ],
    "a lost creation": [CREATED, at(2, 3, "missing")],
    "a lost edit": [
        CREATED,
        at(2, 3, "rewritten", slug="a", text="two"),
        at(4, 5, "seen", slug="a", text="one"),
    ],
    "an edit that comes back after another was seen": [
        CREATED,
        at(2, math.inf, "rewritten", text="two"),
        at(4, 5, "seen", slug="a", text="two"),
        at(6, 7, "seen", slug="a", text="one"),
    ],
    "a resurrected post": [
        CREATED,
        at(2, 3, "destroyed"),
        at(4, 5, "seen", slug="a", text="one"),
    ],
    "a restore of what was removed for good": [
        CREATED,
        at(2, 3, "destroyed"),
        at(4, 5, "restored", slug="a", text="one"),
    ],
    "two deletions of one post": [
        CREATED,
        at(2, 5, "deleted", deletion=8),
        at(2, 5, "deleted", deletion=9),
    ],
    "an undo that did nothing": [
        CREATED,
        at(2, 3, "deleted", deletion=9),
        at(4, 5, "not_undone", deletion=9),
    ],
    "an undo that restored what another deletion took": [
        CREATED,
        at(2, 3, "deleted", deletion=8),
        at(4, 5, "restored", slug="a", text="one"),
        at(6, 7, "deleted", deletion=9),
        at(8, 9, "undone", deletion=8),
    ],
    "an edit of what lies in the trash": [
        CREATED,
        at(2, 3, "deleted", deletion=9),
        at(4, 5, "rewritten", slug="a", text="two"),
    ],
    "nobody at a slug that it bears": [CREATED, at(2, 3, "not_at", slug="a")],
    "a restore under a slug of its own choice": [
        CREATED,
        at(2, 3, "deleted", deletion=9),
        at(4, 5, "restored", slug="b", text="one"),
    ],
}


@pytest.mark.parametrize("ops", POSSIBLE.values(), ids=POSSIBLE)
def test_what_may_happen_is_explained(ops: Ops) -> None:
    for order in itertools.islice(itertools.permutations(ops), 50):
        assert find_unexplained(order) == []


@pytest.mark.parametrize("ops", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_cannot_happen_is_found(ops: Ops) -> None:
    assert find_unexplained(ops) != []


def test_a_long_life_is_searched_quickly() -> None:
    ops = [CREATED]
    for start in range(2, 400, 4):
        ops += [
            at(start, start + 3, "deleted", deletion=start),
            at(start, start + 3, "missing"),
            at(start, math.inf, "rewritten", text=f"text {start}"),
            at(start + 3.1, start + 3.9, "undone", deletion=start),
        ]
    assert find_unexplained(ops) == []


def history_of(*lives: Ops) -> History:
    history = History()
    for post, ops in enumerate(lives, start=1):
        history.lives[post].extend(ops)
    return history


def test_two_live_posts_of_one_slug_are_found() -> None:
    other = at(2, 3, "created", slug="a", text="two")
    history = history_of([CREATED], [other])
    rows = [Row(1, "a", "one", None), Row(2, "b", "two", None)]
    assert any("both live as a" in text for text in history.find_anomalies(rows, 9))


def test_a_slug_passed_on_is_none() -> None:
    history = history_of(
        [CREATED, at(2, 4, "deleted", deletion=9)],
        [at(3, 5, "created", slug="a", text="two")],
    )
    rows = [Row(1, "a", "one", 9), Row(2, "a", "two", None)]
    assert history.find_anomalies(rows, 9) == []


def test_a_post_that_is_not_there_at_the_end_is_found() -> None:
    assert history_of([CREATED]).find_anomalies([], 9)


def test_a_post_that_nobody_made_is_found() -> None:
    assert history_of().find_anomalies([Row(1, "a", "one", None)], 9)


def test_a_creation_that_was_not_answered_may_be_there_or_not() -> None:
    for rows in ([], [Row(1, "a-2", "one", None)]):
        history = history_of()
        history.unanswered["one"] = at(0, math.inf, "created", text="one")
        assert history.find_anomalies(rows, 9) == []


def test_nobody_at_a_slug_is_held_against_every_bearer() -> None:
    answer = Answer(404, {}, b"")
    for called, found in ((2, True), (0.5, False)):
        history = history_of([CREATED])
        history.misses.append(("a", Exchange(called, 3, answer)))
        assert bool(history.find_anomalies([Row(1, "a", "one", None)], 9)) == found


@pytest.mark.parametrize(
    ("life", "found"),
    [
        ([CREATED], False),
        ([CREATED, at(2, 3, "deleted", deletion=9)], True),
        ([CREATED, at(2, math.inf, "deleted")], False),
        ([CREATED, at(2, 3, "deleted", deletion=9), at(4, math.inf, "restored")], False),
        ([at(8, 9, "created", slug="a", text="one")], True),
    ],
)
def test_a_refusal_of_a_slug_has_a_reason(life: Ops, found: bool) -> None:
    history = history_of(life)
    history.refusals.append(Refused("a", 5, 6))
    trashed = life[-1].kind == "deleted" and life[-1].is_known
    rows = [Row(1, "a", "one", 9 if trashed else None)]
    if life[-1].kind == "restored":
        rows = [Row(1, "a", "one", 9)]
    assert any("nobody had it" in text for text in history.find_anomalies(rows, 10)) == found


def shown(text: str) -> Exchange:
    body = f'{{"id": 1, "slug": "a", "content": "{text}"}}'.encode()
    return Exchange(2, 3, Answer(200, {"etag": '"post-1-1"'}, body))


def test_one_tag_for_two_contents_is_found() -> None:
    history = history_of([CREATED])
    history.show("seen", shown("one"))
    history.show("seen", shown("two"))
    assert any("stands for" in text for text in history.anomalies)
