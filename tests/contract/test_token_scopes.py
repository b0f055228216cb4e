"""Each route states its scope or that it is closed to tokens, and tokens get no more than that."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest
from fastapi import FastAPI

from blog_api.auth.dependencies import Guard
from blog_api.http.parameters import dependencies_of
from blog_api.scopes import Scope
from tests.access_tokens import make_token, rotate_token
from tests.contract.matrix import TEXTS
from tests.contract.operations import ADMIN, PUBLIC, operations
from tests.contract.scopes import ANY, CLOSED, SCOPES
from tests.contract.test_guards import TOKEN_ENDPOINTS
from tests.factories import Person
from tests.matrix import Table, observe, read_tables
from tests.stage import Stage

OWN_SECURITY: Final = {"POST /api/auth/logout"}  # takes no token, and says so itself
SCHEME: Final = "accessToken"
DEAD: Final = ("expired", "revoked", "rotated-twice")
# Parts of open routes that are closed to tokens.
CLOSED_PARTS: Final = (
    "hard_delete=true",
    '"hard_delete": true',
    '"email"',
    '"role"',
    '"is_active"',
    '"current_password"',
    '"notices"',
    "DELETE /api/auth/tokens/",  # a token ends itself and no other
)
NEXT_YEAR: Final = "UPDATE access_tokens SET last_used_at = now() + interval '1 day'"
IN_THE_FORM: Final = "refresh_token={my_refresh_token}"  # a request that reads no other token
TABLES: Final = [
    table
    for text in TEXTS
    for table in read_tables(text)
    if table.operation in SCOPES and table.body != IN_THE_FORM
]


def declared(route: Any) -> Any:  # a requirement of OpenAPI
    """Return the security that a route declares with its guard, or as a hot route."""
    hot = (route.openapi_extra or {}).get("security")
    guards = (each for each in dependencies_of(route) if isinstance(each, Guard))
    found = [guard.security for guard in guards if guard.security is not None]
    return hot if hot is not None else found[0] if len(found) == 1 else None


def scope_of(security: list[dict[str, list[str]]]) -> str:
    scopes = next((each[SCHEME] for each in security if SCHEME in each), None)
    return CLOSED if scopes is None else scopes[0] if scopes else ANY


async def test_each_route_declares_its_scope_once(app: FastAPI) -> None:
    reading = [o for o in operations(app) if "/api/" in o.name and o.name not in TOKEN_ENDPOINTS]
    without = [o.name for o in reading if declared(o.route) is None]
    assert without == []
    assert {o.name: scope_of(declared(o.route)) for o in reading} == {
        name: scope for name, scope in SCOPES.items() if name not in OWN_SECURITY
    }


async def test_the_document_has_the_scopes(app: FastAPI) -> None:
    shown = {
        f"{method.upper()} {path}": scope_of(operation["security"])
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
        if operation.get("security")
    }
    assert shown == SCOPES


def rights(scope: str) -> list[Scope]:
    """Return the scope of a route and, as everybody may publish here, that for publishing."""
    return [] if scope in {ANY, CLOSED} else [Scope(scope), Scope.POSTS_PUBLISH]


async def give_tokens(stage: Stage, name: str, scopes: set[str]) -> None:
    """Log the person in with tokens, as `name/state/scope`."""
    owner, world = stage.people[name], stage.world
    for scope in sorted(scopes):
        others = [
            each for each in Scope if each != scope and (name == "admin" or not each.is_admin)
        ]
        right = await make_token(world, owner, *rights(scope))
        tokens = {"right": right, "wrong": await make_token(world, owner, *others)}
        for state, token in tokens.items():
            use(stage, f"{name}/{state}/{scope}", owner, token.headers)
    everything = [scope for scope in Scope if name == "admin" or not scope.is_admin]
    none = await make_token(world, owner)
    use(stage, f"{name}/none", owner, none.headers)
    expired = await make_token(world, owner, *everything)
    use(stage, f"{name}/expired", owner, expired.headers)
    revoked = await make_token(world, owner, *everything)
    use(stage, f"{name}/revoked", owner, revoked.headers)
    path = f"/api/auth/tokens/{revoked.id}"
    assert (await stage.client.delete(path, headers=owner.headers)).status_code == 204
    oldest = await make_token(world, owner, *everything)
    replaced = await rotate_token(world, owner, oldest)
    await rotate_token(world, owner, replaced)
    use(stage, f"{name}/rotated-twice", owner, oldest.headers)
    use(stage, f"{name}/rotated", owner, replaced.headers)
    await world.execute("UPDATE access_tokens SET expires_at = now() WHERE id = %s", expired.id)


def use(stage: Stage, column: str, owner: Person, headers: dict[str, str]) -> None:
    stage.people[column] = replace(owner, headers=headers)


async def give_scopes_of_administrators(stage: Stage) -> None:
    """Store scopes that a user cannot get, as if the owner had just been demoted."""
    owner, world = stage.people["author"], stage.world
    token = await make_token(world, owner)
    scopes = list(Scope)
    await world.execute("UPDATE access_tokens SET scopes = %s WHERE id = %s", scopes, token.id)
    use(stage, "author/every-scope", owner, token.headers)


@pytest.fixture(scope="module")
async def armed_stage(stage: Stage) -> Stage:
    """Add the tokens to the photograph; their last use is not stored for a day."""
    for name in ("author", "admin"):
        needed = {scope for path, scope in SCOPES.items() if (path in ADMIN) == (name == "admin")}
        await give_tokens(stage, name, needed)
    await give_scopes_of_administrators(stage)
    await stage.world.execute(NEXT_YEAR)
    stage.photograph.retake()
    return stage


def cells_of(table: Table, row: str) -> dict[str, str]:
    cells = dict(zip(table.columns, table.rows[row], strict=True))
    if table.operation == "GET /api/audit":  # the entries of these tokens fill the page
        return {column: cell.rstrip("+-") for column, cell in cells.items()}
    return cells


def has_closed_part(table: Table) -> bool:
    is_registration = table.operation == "POST /api/users"
    return not is_registration and any(part in table.request for part in CLOSED_PARTS)


def expectations(table: Table, row: str) -> Iterator[tuple[str, str]]:
    """Yield the column and cell of each token, from the scope and the matrix of roles."""
    cells = cells_of(table, row)
    name = "admin" if table.operation in ADMIN else "author"
    scope = SCOPES[table.operation]
    for state in DEAD:
        yield f"{name}/{state}", "401"
    if scope == CLOSED:
        yield f"{name}/none", "403"
        yield f"{name}/right/{scope}", "403"
        return
    is_public = table.operation in PUBLIC
    as_anyone = "403" if cells["nobody"] == "401" else cells["nobody"]
    if scope != ANY:
        for column in (f"{name}/none", f"{name}/wrong/{scope}"):
            yield column, as_anyone if is_public else "403"
    full = "403" if has_closed_part(table) else cells[name]
    yield f"{name}/right/{scope}", full
    yield f"{name}/rotated", full
    if table.operation in ADMIN:
        yield "author/every-scope", cells["author"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.request)
async def test_tokens_are_answered_as_their_scope_and_owner(
    armed_stage: Stage, table: Table
) -> None:
    row = next(iter(table.rows))
    expected = dict(expectations(table, row))
    seen = {
        column: await observe(armed_stage, table, row, column, cell)
        for column, cell in expected.items()
    }
    assert seen == expected
