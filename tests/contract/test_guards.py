"""Only listed routes are public; the others check the caller first."""

import httpx2
import pytest
from fastapi import FastAPI

from blog_api.auth.authentication import get_admin, get_current_user
from blog_api.trash.dependencies import get_undoer
from tests.contract.operations import ADMIN, PAGES, PUBLIC, USER, operations
from tests.contract.test_permissions import guards_of
from tests.factories import World

GUARDED = USER | ADMIN
TOKEN_ENDPOINTS = {f"POST /api/auth/{name}" for name in ("login", "refresh", "logout")}
NONSENSE = b"\xff{"
JSON = {"Content-Type": "application/json"}


async def test_every_route_is_on_the_list(app: FastAPI) -> None:
    names = [operation.name for operation in operations(app)]
    assert sorted(PUBLIC | USER | ADMIN) == names


def test_lists_do_not_overlap() -> None:
    assert len(PUBLIC) + len(USER) + len(ADMIN) == len(PUBLIC | USER | ADMIN)


async def test_each_route_declares_its_guard(app: FastAPI) -> None:
    declared = {o.name: guards_of(o.route) for o in operations(app)}
    of_admins = {get_admin, get_undoer}  # without AUTHOR_UNDO_SECONDS
    assert {name for name, guards in declared.items() if of_admins & guards} == ADMIN
    assert {name for name, guards in declared.items() if get_current_user in guards} == USER


async def test_nobody_is_refused_before_anything_is_read(
    app: FastAPI, client: httpx2.AsyncClient
) -> None:
    guarded = [operation for operation in operations(app) if operation.name in GUARDED]
    answers = {
        o.name: await client.request(o.method, o.path, content=NONSENSE, headers=JSON)
        for o in guarded
    }
    assert {name for name, answer in answers.items() if answer.status_code != 401} == set()
    for answer in answers.values():
        assert answer.json()["code"] == "unauthenticated"
        assert answer.headers["www-authenticate"] == 'Bearer realm="blog"'


async def test_users_are_refused_what_is_for_administrators(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    headers = (await world.user()).headers | JSON
    only = [operation for operation in operations(app) if operation.name in ADMIN]
    answers = {
        o.name: await client.request(o.method, o.path, content=NONSENSE, headers=headers)
        for o in only
    }
    codes = {name: (a.status_code, a.json()["code"]) for name, a in answers.items()}
    assert set(codes.values()) == {(403, "admin_only")}, codes


async def test_a_dead_token_is_told_on_every_route_that_reads_tokens(
    app: FastAPI, client: httpx2.AsyncClient
) -> None:
    """On public routes too; the token endpoints and what lies at the root read no token."""
    reading = [o for o in operations(app) if "/api/" in o.name and o.name not in TOKEN_ENDPOINTS]
    assert len(reading) > len(GUARDED)
    headers = {"Authorization": "Bearer dead"}
    answers = {o.name: await client.request(o.method, o.path, headers=headers) for o in reading}
    codes = {name: (a.status_code, a.json()["code"]) for name, a in answers.items()}
    assert set(codes.values()) == {(401, "invalid_token")}, codes


@pytest.mark.parametrize("path", sorted(PAGES))
async def test_pages_of_the_documentation_are_public(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 200
