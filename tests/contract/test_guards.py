"""A route is public only if it is on the list, and refuses before it looks at anything else."""

import httpx2
import pytest
from fastapi import FastAPI

from blog_api.auth.dependencies import get_admin, get_current_user, guards_of
from tests.contract.operations import ADMIN, PAGES, PUBLIC, USER, operations
from tests.factories import World

GUARDED = USER | ADMIN
NONSENSE = b"\xff{"
JSON = {"Content-Type": "application/json"}


async def test_every_route_is_on_the_list(app: FastAPI) -> None:
    names = [operation.name for operation in operations(app)]
    assert sorted(PUBLIC | USER | ADMIN) == names


def test_lists_do_not_overlap() -> None:
    assert len(PUBLIC) + len(USER) + len(ADMIN) == len(PUBLIC | USER | ADMIN)


async def test_each_route_declares_its_guard(app: FastAPI) -> None:
    declared = {operation.name: set(guards_of(operation.route)) for operation in operations(app)}
    assert {name for name, guards in declared.items() if get_admin in guards} == ADMIN
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
    reading = [o for o in operations(app) if hasattr(o.route, "security")]
    assert len(reading) > len(GUARDED)
    headers = {"Authorization": "Bearer dead"}
    answers = {o.name: await client.request(o.method, o.path, headers=headers) for o in reading}
    codes = {name: (a.status_code, a.json()["code"]) for name, a in answers.items()}
    assert set(codes.values()) == {(401, "invalid_token")}, codes


@pytest.mark.parametrize("path", sorted(PAGES))
async def test_pages_of_the_documentation_are_public(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 200
