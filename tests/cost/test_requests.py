"""No hostile value in any place of any route costs more than a bound.

Places come from the OpenAPI document, so a new route or field is tested from its first day.
Processor time is bounded, not elapsed time, and the cheapest of three runs counts.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cost.attempts import BODIES, PLACES, Attempt
from tests.cost.bounds import overruns, oversizes
from tests.cost.measuring import Meter, Sending, Spent
from tests.hostile_requests import Header, Target, aim, is_repeatable
from tests.operations import Operation, list_operations
from tests.stage import Stage

Place = Callable[[Target], Iterator[Attempt]]
NEW_STEP, KNOWN_STEP = (1, 1) if "FUZZ_ALL" in os.environ else (3, 60)


async def test_each_body_has_makers(stage: Stage) -> None:
    """Every media type of a body must be in the table of makers."""
    kinds = {operation.media_type or "" for operation in list_operations(stage.app)}
    assert kinds <= BODIES.keys()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
async def test_each_place_of_each_route_is_cheap(
    stage: Stage, meter: Meter, place: Place, subtests: pytest.Subtests
) -> None:
    headers = [(k.lower().encode(), v.encode()) for k, v in stage.headers_of("admin").items()]
    met = set[tuple[str, str]]()
    for offset, operation in enumerate(list_operations(stage.app)):
        target = aim(operation, stage)
        meter.find_backends()
        found = [
            f"{fault}: {attempt.maker} in {attempt.place}"
            for attempt in thinned(place(target), offset, met)
            for fault in await faults_of(meter, operation, attempt, headers, stage)
        ]
        stage.photograph.put_back()
        report(f"{place.__name__} {operation.name}", found)
        with subtests.test(operation.name):
            assert not found, "\n".join(found[:20])


def thinned(
    attempts: Iterator[Attempt], offset: int, met: set[tuple[str, str]]
) -> Iterator[Attempt]:
    """Yield a third of the makers for one place of each kind, and fewer elsewhere.

    Which ones differs by operation, so that each is tried in many places.
    """
    for index, attempt in enumerate(attempts):
        step = KNOWN_STEP if (attempt.kind, attempt.maker) in met else NEW_STEP
        met.add((attempt.kind, attempt.maker))
        if index % step == offset % step:
            yield attempt


async def faults_of(
    meter: Meter, operation: Operation, attempt: Attempt, own: list[Header], stage: Stage
) -> list[str]:
    """Return exceeded bounds; times only if they are exceeded again."""
    named = {name for name, _ in attempt.headers}
    headers = (*(header for header in own if header[0] not in named), *attempt.headers)
    request = Sending(operation.method, attempt.target, headers, attempt.body)
    spent = await meter.send(request)
    restore_state(stage, operation, spent)
    if list(overruns(spent, attempt.place)):
        spent = await meter.send_again(request, spent)
        restore_state(stage, operation, spent)
    return [*overruns(spent, attempt.place), *oversizes(spent, operation.path)]


def restore_state(stage: Stage, operation: Operation, spent: Spent) -> None:
    """Restore the state after a success that would leave nothing for the next attempt."""
    creates = spent.answer.status_code == 201
    if spent.answer.is_success and not (
        creates or operation.method == "GET" or is_repeatable(operation)
    ):
        stage.photograph.put_back()


def report(name: str, found: list[str]) -> None:
    """Write the figures of docs/proving.md."""
    if path := os.environ.get("COST_REPORT"):
        with Path(path).open("a") as file:
            file.writelines(f"{name}: {fault}\n" for fault in found)
