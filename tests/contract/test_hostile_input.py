"""No input causes a 500, none is quoted in a response, and every error is documented."""

import os
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.figures import log_event
from tests.hostile_requests import (
    Attempt,
    Header,
    Target,
    aim,
    faults,
    in_body,
    in_fields,
    in_headers,
    in_path,
    in_query,
    throw,
)
from tests.operations import list_operations
from tests.stage import Stage

PLACES = (in_path, in_query, in_fields, in_body, in_headers)
# `scripts/fuzz` leaves nothing out.
NEW_STEP, KNOWN_STEP, CLOSED_STEP = (1, 1, 1) if "FUZZ_ALL" in os.environ else (6, 60, 240)
Place = Callable[[Target], Iterator[Attempt]]


def credentials(stage: Stage, name: str) -> tuple[Header, ...]:
    return tuple(
        (key.lower().encode(), value.encode()) for key, value in stage.headers_of(name).items()
    )


async def test_what_the_attempts_start_from_is_good(
    stage: Stage, subtests: pytest.Subtests
) -> None:
    """Otherwise all attempts would fail for another reason."""
    for operation in list_operations(stage.app):
        target = aim(operation, stage)
        good = Attempt("good", target.good_address, "", target.content, target.media_type)
        answer = await throw(stage, good, credentials(stage, "admin"), operation)
        with subtests.test(operation.name):
            assert answer.status_code not in {401, 405, 413, 415}, answer.text
            assert "invalid_input" not in answer.text, answer.text


def thinned(
    attempts: Iterator[Attempt], offset: int, met: set[str], *, closed: bool
) -> Iterator[Attempt]:
    """Yield a sixth of the values for one place of each type, and fewer elsewhere.

    Which ones differs by operation, so that each value is tried in many places.
    """
    known = set(met)
    for index, attempt in enumerate(attempts):
        met.add(attempt.kind)
        step = CLOSED_STEP if closed else KNOWN_STEP if attempt.kind in known else NEW_STEP
        if index % step == offset % step:
            yield attempt


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("name", ["admin", "nobody"])
async def test_hostile_input_is_refused_or_stored_but_never_a_defect(
    stage: Stage, name: str, place: Place, subtests: pytest.Subtests
) -> None:
    headers, met, answers = credentials(stage, name), set[str](), Counter[int]()
    for offset, operation in enumerate(list_operations(stage.app)):
        target, found = aim(operation, stage), []
        closed = operation.guarded and name == "nobody"
        for attempt in thinned(place(target), offset, met, closed=closed):
            answer = await throw(stage, attempt, headers, operation)
            answers[answer.status_code // 100] += 1
            found += [(fault, attempt) for fault in faults(target, attempt, answer)]
        stage.photograph.put_back()
        log_event("hostile input", faults=len(found))
        with subtests.test(operation.name):
            assert not found, "\n".join(f"{fault} ← {str(a)[:300]}" for fault, a in found[:20])
    assert met
    log_event("hostile input", requests=answers.total(), server_errors=answers[5])
