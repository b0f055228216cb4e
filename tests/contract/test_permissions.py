"""The table of permissions, the guards of the routes and the authorization matrix agree."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from blog_api.auth.authentication import get_admin, get_current_user
from blog_api.auth.dependencies import Guard
from blog_api.http.hot_routes import is_required
from blog_api.http.parameters import dependencies_of
from blog_api.permissions import (
    ACTIONS,
    ADMIN,
    AUTHOR,
    GIVER,
    OWNER,
    RECEIVER,
    SELF,
    UNDOER,
    VISIBLE,
    Action,
    Actor,
    Rule,
    can,
)
from blog_api.trash.dependencies import get_undoer
from tests.contract.matrix import TEXTS
from tests.contract.operations import operations
from tests.factories import World
from tests.matrix import Table, read_tables

Find = Callable[[Any], Awaitable[Actor | None]]
HOT_SECURITY: Final = "security"
# Further actions of a route besides its own.
PARTS = {
    Action.SEE_POST,
    Action.SEE_EVERY_POST,
    Action.SEE_TRASHED,
    Action.SEE_EVERY_REQUEST,
    Action.SEE_EVERY_COMMENT,
    Action.UNDO_EVERY_DELETION,
    Action.PUBLISH_POST,
    Action.HARD_DELETE_POST,
    Action.OFFER_POST,
    Action.TRANSFER_AT_ONCE,
    Action.SEE_TRANSFER,
    Action.SEE_EVERY_TRANSFER,
    Action.TRANSFER_WITH_ACCOUNT,
    Action.CHANGE_ADMINS,
    Action.HARD_DELETE_USER,
    Action.CREATE_ADMIN_TOKEN,
    Action.CREATE_ACCOUNT,
    Action.RESET_MFA_OF,
}
HARD = {
    Action.DELETE_POST: Action.HARD_DELETE_POST,
    Action.DELETE_ME: Action.HARD_DELETE_USER,
    Action.DELETE_USER: Action.HARD_DELETE_USER,
}
# The words of a request that ask for such a further action.
ASKING = {
    '"at_once": true': Action.TRANSFER_AT_ONCE,
    "posts=transfer": Action.TRANSFER_WITH_ACCOUNT,
    '"admin:users"': Action.CREATE_ADMIN_TOKEN,
}
WRITER = Actor(1, "author", "user", 1)
OTHER = Actor(2, "other", "user", 2)
ACTORS = {
    "nobody": None,
    "user": Actor(3, "user", "user", 3),
    "author": WRITER,
    "other": OTHER,
    "admin": Actor(4, "admin", "admin", 4),
}
GUARDS: dict[Rule, Find] = {ADMIN: get_admin, UNDOER: get_undoer}
SEEING = {
    OWNER: Action.SEE_POST,
    GIVER: Action.SEE_TRANSFER,
    RECEIVER: Action.SEE_TRANSFER,
    AUTHOR: Action.SEE_TRASHED,
}
ABSENT = ("trash", "comment-trash", "comment-hidden")
DENIED = {"401", "403"}
WRONG_PASSWORD = "{password}!"  # 403 to its owner too, for a reason other than permissions


@dataclass(frozen=True)
class Thing:
    """The post, comment, offer, request or deletion that a line of the matrix is about."""

    author_id: int
    is_public: bool
    id: int = 1
    undoable_by: int | None = None

    @property
    def from_id(self) -> int:
        return self.author_id

    @property
    def to_id(self) -> int:
        return 4  # the administrator


def thing_of(row: str, column: str, action: Action) -> object:
    if action.rule is SELF:
        actor = ACTORS[column]
        return actor.id if actor else 0
    owner = OTHER if row == "comment-of-other" else WRITER
    return Thing(owner.id, is_public=row in {"live", "comment", "comment-of-other"})


def action_of(table: Table, by_operation: dict[str, Action]) -> Action | None:
    action = by_operation.get(table.operation)
    if action and "hard_delete=true" in table.request:
        return HARD[action]
    return next((part for words, part in ASKING.items() if words in table.request), action)


def guards_of(route: APIRoute) -> set[Find]:
    """Return what the guards of a route require; a hot route, which calls its own, says so."""
    is_hot = HOT_SECURITY in (route.openapi_extra or {})
    if is_hot and is_required((route.openapi_extra or {})[HOT_SECURITY]):
        return {get_current_user}
    guards = (each for each in dependencies_of(route) if isinstance(each, Guard))
    return {guard.find for guard in guards if not guard.is_optional}


@pytest.fixture
def by_operation(app: FastAPI) -> dict[str, Action]:
    found = {o.name: ACTIONS.get(str(o.route.operation_id)) for o in operations(app)}
    return {name: action for name, action in found.items() if action}


async def test_the_table_has_every_guarded_route_and_no_other(app: FastAPI) -> None:
    guarded = {str(o.route.operation_id) for o in operations(app) if guards_of(o.route)}
    assert set(ACTIONS) == guarded | {action.operation for action in PARTS}


async def test_guards_ask_for_what_the_table_says(app: FastAPI) -> None:
    for operation in operations(app):
        action = ACTIONS.get(str(operation.route.operation_id))
        guard = GUARDS.get(action.rule, get_current_user) if action else get_current_user
        assert guards_of(operation.route) == ({guard} if action else set()), operation.name


async def test_the_matrix_follows_the_table(by_operation: dict[str, Action]) -> None:
    """Callers that the table denies are denied in the matrix, and no others."""
    wrong, seen = [], set()
    for table in (table for text in TEXTS for table in read_tables(text)):
        action = action_of(table, by_operation)
        if action is None or WRONG_PASSWORD in table.request:
            continue
        seen.add(action)
        for row, column, cell in table.cells():
            if column in ACTORS and not agrees(action, row, column, cell[:3]):
                wrong.append((table.request, row, column, cell))
    assert wrong == []
    assert seen == set(Action) - PARTS | {*HARD.values(), *ASKING.values()}


def agrees(action: Action, row: str, column: str, status: str) -> bool:
    actor = ACTORS[column]
    if actor is None:
        return status == "401"
    if action.rule in {OWNER, VISIBLE} and row in ABSENT:
        return status == "404"
    if can(actor, action, thing_of(row, column, action)):
        return status not in DENIED
    seeing = SEEING.get(action.rule)
    hidden = seeing is not None and not can(actor, seeing, thing_of(row, column, action))
    return status == str(404 if hidden else action.rule.error.status)


CALLS: Final = {
    Action.VOTE: ("PUT", "/api/posts/{}/vote", None),
    Action.UNVOTE: ("DELETE", "/api/posts/{}/vote", None),
    Action.CREATE_COMMENT: ("POST", "/api/posts/{}/comments", {"content": "Well said."}),
    Action.GET_REVISION: ("GET", "/api/posts/{}/revisions/1", None),
    Action.LIST_REVISIONS: ("GET", "/api/posts/{}/revisions", None),
}


@pytest.mark.parametrize("action", CALLS, ids=lambda action: action.operation)
async def test_a_stricter_rule_of_the_table_is_followed(
    world: World, monkeypatch: pytest.MonkeyPatch, action: Action
) -> None:
    """A row that nothing asks would change nothing."""
    ada = await world.user()
    post = await world.post(ada)
    method, address, body = CALLS[action]
    monkeypatch.setattr(action, "rule", ADMIN)
    answer = await world.client.request(
        method, address.format(post["id"]), json=body, headers=ada.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")
