"""The other's ids: whoever puts them in an address changes nothing and learns nothing private."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from blog_api.models import metadata
from tests.figures import tell
from tests.hostile_requests import aim
from tests.operations import JSON, Operation, list_operations
from tests.stage import STATES, Stage

READERS_MAY = {
    "POST /api/posts/{post_id}/comments",
    "PUT /api/posts/{post_id}/vote",
    "DELETE /api/posts/{post_id}/vote",
    "POST /api/posts/{post_id}/views",
}
PRIVATE = ("comment-draft", "comment-trash", "comment-hidden", "session", "account")
OWNERS = ("author", "admin", "inactive", "deleted")


def private_words(stage: Stage, owner: str) -> set[str]:
    """What stands in unpublished and deleted things, in sessions and for the email address."""
    things = stage.things[owner]
    kinds = {*PRIVATE, *STATES} - {"live"}
    return {things[kind]["sign"] for kind in kinds & things.keys()}


def ids_of(stage: Stage, owner: str, parameter: str) -> list[Any]:
    """Everything of this owner that a parameter can name."""
    things = stage.things[owner].items()
    found = [values.get(parameter) for kind, values in things if kind != "comment-of-other"]
    return list(dict.fromkeys(value for value in found if value is not None))


def public_ids(stage: Stage, owner: str) -> set[Any]:
    live = stage.things[owner].get("live", {})
    return {live.get("post_id")}


@pytest.fixture(autouse=True)
def as_it_was(stage: Stage) -> Iterator[None]:
    """One failure is not the next one's."""
    yield
    stage.photograph.put_back()


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("thief", ["user", "other", "nobody"])
async def test_the_ids_of_others_open_nothing(stage: Stage, owner: str, thief: str) -> None:
    for operation in list_operations(stage.app):
        for parameter in operation.path_parameters:
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
    tell("swapped ids", requests=1, server_errors=int(answer.is_server_error))
    assert not {word for word in private_words(stage, owner) if word in answer.text}, told
    if operation.method == "GET":
        return
    if operation.name in READERS_MAY and set(named.values()) <= public_ids(stage, owner):
        stage.photograph.put_back()
        return
    tell("swapped ids", accepted=int(answer.is_success))
    assert not answer.is_success, told
    assert not stage.photograph.changed_tables(), told


async def test_nobody_writes_a_column_that_is_not_theirs(stage: Stage) -> None:
    """Every column that a body does not offer is refused by name, in every body."""
    columns = {column.name for table in metadata.tables.values() for column in table.columns}
    for operation in list_operations(stage.app):
        if operation.media_type != JSON:
            continue
        target = aim(operation, stage)
        for name in sorted(columns - set(operation.fields)):
            answer = await stage.client.request(
                operation.method,
                target.address,
                content=json.dumps(target.body | {name: 1}),
                headers=stage.headers_of("admin") | {"Content-Type": JSON},
            )
            assert answer.status_code == 422, (operation.name, name)
            assert [name] in [error["loc"][1:] for error in answer.json()["errors"]]
    assert not stage.photograph.changed_tables()
