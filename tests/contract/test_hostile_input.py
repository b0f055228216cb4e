"""No input makes a 500, none is quoted back, and every refusal is one that was announced."""

import itertools
from collections.abc import Callable, Iterator

import pytest

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
from tests.operations import Operation, list_operations
from tests.stage import Stage

PLACES = (in_path, in_query, in_fields, in_body, in_headers)
Place = Callable[[Target], Iterator[Attempt]]


def credentials(stage: Stage, name: str) -> tuple[Header, ...]:
    return tuple(
        (key.lower().encode(), value.encode()) for key, value in stage.headers_of(name).items()
    )


async def test_what_the_attempts_start_from_is_good(
    stage: Stage, subtests: pytest.Subtests
) -> None:
    """Otherwise they would all be refused for something else."""
    for operation in list_operations(stage.app):
        target = aim(operation, stage)
        good = Attempt(target.address, "", target.content, target.media_type)
        answer = await throw(stage, good, credentials(stage, "admin"), operation)
        with subtests.test(operation.name):
            assert answer.status_code not in {401, 405, 413, 415}, answer.text
            assert "invalid_input" not in answer.text, answer.text


def thinned(attempts: Iterator[Attempt], operation: Operation, name: str) -> Iterator[Attempt]:
    """Where nobody may come in, nothing is read: every tenth attempt shows it."""
    closed = operation.guarded and name == "nobody"
    return itertools.islice(attempts, 0, None, 10 if closed else 1)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("name", ["admin", "nobody"])
async def test_hostile_input_is_refused_or_stored_but_never_a_defect(
    stage: Stage, name: str, place: Place, subtests: pytest.Subtests
) -> None:
    headers = credentials(stage, name)
    for operation in list_operations(stage.app):
        target, found = aim(operation, stage), []
        for attempt in thinned(place(target), operation, name):
            answer = await throw(stage, attempt, headers, operation)
            found += [(fault, attempt) for fault in faults(target, attempt, answer)]
        stage.photograph.put_back()
        with subtests.test(operation.name):
            assert not found, "\n".join(f"{fault} ← {str(a)[:300]}" for fault, a in found[:20])
