"""Every GET, with ghosts in its parameters: their ids, their words, and neither."""

import itertools
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import httpx2

from tests.ghosts import CANARY, Row
from tests.operations import Operation
from tests.stage import Stage

Rows = dict[str, list[Row]]
NAMED_BY: Final = {
    "user_id": (("users", "id"),),
    "post_id": (("posts", "id"),),
    "comment_id": (("comments", "id"),),
    "deletion_id": (("deletions", "id"),),
    "preview_id": (("post_previews", "id"),),
    "token": (("post_previews", "token"),),
    "name": (("pictures", "name"),),
    "username": (("users", "username"),),
    "version": (("post_revisions", "version"),),
    "slug": (("posts", "slug"), ("post_slugs", "slug")),
}
WHOLE: Final = {"limit": "100", "count": "exact"}
CHOICES: Final = ("me", "draft", "archived", "published")


def ghostly_addresses(operation: Operation, rows: Rows) -> Iterator[str]:
    """Yield paths that name a ghost: each must be 404 for every permitted caller."""
    named = [rows_named(parameter, rows) for parameter in operation.path_parameters]
    for values in itertools.zip_longest(*named, fillvalue=named[0][0] if named else None):
        yield operation.address(dict(zip(operation.path_parameters, values, strict=True)))


def rows_named(parameter: str, rows: Rows) -> list[Any]:
    """Return values for a parameter; a new parameter needs an entry here."""
    return [row[column] for table, column in NAMED_BY[parameter] for row in rows[table]]


def addresses(operation: Operation, rows: Rows, stage: Stage) -> Iterator[str]:
    """Yield all other requests: live ids, and every filter with every word of a ghost."""
    things = stage.things["author"]
    live = things["comment"] | things["live"] | things["account"] | things["deletion"]
    live |= things["picture"]
    path = operation.address(live)
    whole = {name: WHOLE[name] for name in operation.query if name in WHOLE}
    yield with_query(path, whole)
    for name in operation.query:
        for value in [*words(rows), *live.values(), *CHOICES]:
            yield with_query(path, whole | {name: value})


def words(rows: Rows) -> list[Any]:
    """Return one text of every column, and one id of every table."""
    chosen: dict[tuple[str, str], Any] = {}
    for table, ghosts in rows.items():
        for name, value in itertools.chain.from_iterable(row.items() for row in ghosts):
            if name == "id" or CANARY in str(value):
                chosen[table, name] = value[0] if isinstance(value, list) else value
    return list(chosen.values())


def with_query(path: str, query: dict[str, Any]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


async def ask(stage: Stage, address: str, viewer: str) -> httpx2.Response:
    """Send with a fixed request id, so that two responses can be compared to the byte."""
    headers = {"X-Request-ID": "walk", **stage.headers_of(viewer)}
    return await stage.client.get(address, headers=headers)
