"""Ids of another user in a path change nothing and reveal nothing private."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from blog_api.http.errors import MAX_ERRORS
from blog_api.models import metadata
from tests.contract.matrix import TEXTS
from tests.figures import log_event
from tests.hostile_requests import aim
from tests.matrix import read_tables
from tests.operations import JSON, Operation, list_operations
from tests.stage import STATES, Stage

# Writes that the authorization matrix allows to any user on the live post of another.
READERS_MAY = {
    table.operation
    for text in TEXTS
    for table in read_tables(text)
    for row, column, cell in table.cells()
    if (row, column, cell[0]) == ("live", "user", "2") and table.method != "GET"
}
PRIVATE = (
    "comment-draft",
    "comment-trash",
    "comment-hidden",
    "session",
    "account",
    "offer",
    "offer-declined",
    "transfer",
    "request",
)
# The token of a preview link lets every caller read its post: that is its purpose.
OPEN_TO_ITS_HOLDER = {"token"}
OWNERS = ("author", "admin", "inactive", "deleted")


def private_words(stage: Stage, owner: str) -> set[str]:
    """Return the words of unpublished and deleted things, of sessions and of the email address."""
    things = stage.things[owner]
    kinds = {*PRIVATE, *STATES} - {"live"}
    return {things[kind]["sign"] for kind in kinds & things.keys()}


def ids_of(stage: Stage, owner: str, parameter: str) -> list[Any]:
    """Return everything of this owner that a parameter can name."""
    things = stage.things[owner].items()
    found = [values.get(parameter) for kind, values in things if kind != "comment-of-other"]
    return list(dict.fromkeys(value for value in found if value is not None))


def public_ids(stage: Stage, owner: str) -> set[Any]:
    things = stage.things[owner]
    return {things.get(state, {}).get("post_id") for state in ("live", "edited")}


@pytest.fixture(autouse=True)
def as_it_was(stage: Stage) -> Iterator[None]:
    """Restore the database, so that failures do not cascade."""
    yield
    stage.photograph.put_back()


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("thief", ["user", "other", "nobody"])
async def test_the_ids_of_others_open_nothing(stage: Stage, owner: str, thief: str) -> None:
    for operation in list_operations(stage.app):
        for parameter in {*operation.path_parameters} - OPEN_TO_ITS_HOLDER:
            for value in ids_of(stage, owner, parameter):
                await try_id(stage, operation, {parameter: value}, (owner, thief))


async def try_id(
    stage: Stage, operation: Operation, named: dict[str, Any], people: tuple[str, str]
) -> None:
    owner, thief = people
    target = aim(operation, stage)
    answer = await stage.client.request(
        operation.method,
        operation.address(target.values | named),
        content=target.content,
        headers=stage.headers_of(thief)
        | ({"Content-Type": operation.media_type} if operation.media_type else {}),
    )
    told = f"{thief}: {operation.name} {named} of {owner}: {answer.status_code}"
    log_event("swapped ids", requests=1, server_errors=int(answer.is_server_error))
    assert not {word for word in private_words(stage, owner) if word in answer.text}, told
    if operation.method == "GET":
        return
    if operation.name in READERS_MAY and set(named.values()) <= public_ids(stage, owner):
        stage.photograph.put_back()
        return
    log_event("swapped ids", accepted=int(answer.is_success))
    assert not answer.is_success, told
    assert not stage.photograph.changed_tables(), told


async def test_nobody_writes_a_column_that_is_not_theirs(stage: Stage) -> None:
    """Each column that a body does not offer is rejected by name, in every body."""
    columns = {column.name for table in metadata.tables.values() for column in table.columns}
    for operation in list_operations(stage.app):
        if operation.media_type != JSON:
            continue
        target = aim(operation, stage)
        foreign = sorted(columns - set(operation.fields))
        for first in range(0, len(foreign), MAX_ERRORS):  # A response lists no more.
            names = foreign[first : first + MAX_ERRORS]
            answer = await stage.client.request(
                operation.method,
                target.address,
                content=json.dumps(target.body | dict.fromkeys(names, 1)),
                headers=stage.headers_of("admin") | {"Content-Type": JSON},
            )
            assert answer.status_code == 422, (operation.name, names)
            refused = {error["loc"][-1] for error in answer.json()["errors"]}
            assert refused >= {*names}, (operation.name, names)
    assert not stage.photograph.changed_tables()
