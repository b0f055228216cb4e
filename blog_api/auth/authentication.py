"""Authentication of a request: its caller, by a session or a personal access token."""

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from fastapi import Request
from starlette.datastructures import State

from blog_api.auth.callers import ACTOR, Authenticated, CallerLookup
from blog_api.auth.issuers import read_token
from blog_api.auth.token_claims import AccessClaims
from blog_api.auth.token_use import touch_token
from blog_api.db.lookup import Lookup
from blog_api.errors import BadRequestError, InvalidTokenError, UnauthenticatedError
from blog_api.http.request_headers import list_header
from blog_api.permissions import ACTIONS, Actor, require
from blog_api.token_format import PREFIX, hash_if_valid

if TYPE_CHECKING:
    from blog_api.auth.tokens import Tokens
    from blog_api.settings import Settings

Called = TypeVar("Called")
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# Authenticate again if the body took longer to arrive: the role or the session may have changed.
KNOWN_FOR_S: Final = 0.02


async def find_current_user(request: Request) -> Actor | None:
    """Return the caller, or None without credentials; raise InvalidTokenError for an invalid token.

    Guards call it before the body is read and endpoints after it, which may be much later. Requests
    with an unsafe method are then authenticated again.
    """
    if not is_known(request):
        found = await identify(request, ACTOR)
        remember(request, found.actor if found else None)
    actor: Actor | None = state_of(request)["actor"]
    return actor


def state_of(request: Request) -> dict[str, Any]:
    """Return what `request.state` wraps, which makes five calls of each use."""
    state: dict[str, Any] = request.scope.setdefault("state", {})
    return state


def is_known(request: Request) -> bool:
    state = state_of(request)
    return "actor" in state and (
        request.scope["method"] in SAFE_METHODS
        or time.monotonic() - state["known_since"] < KNOWN_FOR_S
    )


def remember(request: Request, actor: Actor | None) -> None:
    state_of(request).update(actor=actor, known_since=time.monotonic())


async def identify(request: Request, lookup: CallerLookup[Called]) -> Authenticated[Called] | None:
    """Authenticate the bearer token (RFC 6750 §2.1) with one database lookup.

    `lookup` is `ACTOR`, or a lookup with the same conditions that returns more columns.
    """
    credentials = list_header(request.scope, b"authorization")
    if not credentials:
        return None
    if len(credentials) > 1:
        raise BadRequestError("Send one Authorization header.")
    scheme, _, token = credentials[0].partition(" ")
    if scheme.lower() != "bearer":
        raise InvalidTokenError
    return await caller_of(request.app.state, token.strip(" "), lookup)


async def caller_of(
    state: State, token: str, lookup: CallerLookup[Called]
) -> Authenticated[Called]:
    """Return the user of a valid token; raise InvalidTokenError if it or its session has ended."""
    if token.startswith(PREFIX):
        by_token = lookup.by_token[state.settings.require_admin_mfa]
        return await caller_of_token(state, token, by_token)
    return await caller_of_session(state, token, lookup)


async def caller_of_session(
    state: State, token: str, lookup: CallerLookup[Called]
) -> Authenticated[Called]:
    """Return the user of an access token of a session; raise InvalidTokenError for other tokens."""
    claims = await read_access(state, token)
    settings: Settings = state.settings
    found: Authenticated[Called] | None = await state.database.look_up(
        lookup.by_session,
        claims.session_id,
        confirmed_for=timedelta(seconds=settings.confirmation_seconds),
        admins_need_factor=settings.require_admin_mfa,
        anyone_publishes=not settings.require_verified_email,
    )
    if found is None or found.actor.id != claims.user_id:
        raise InvalidTokenError
    return found


async def caller_of_token(
    state: State, token: str, lookup: Lookup[Authenticated[Called]]
) -> Authenticated[Called]:
    """Return the owner of a personal access token; a wrong checksum costs no query."""
    secret_hash = hash_if_valid(token)
    if secret_hash is None:
        raise InvalidTokenError
    found: Authenticated[Called] | None = await state.database.look_up(
        lookup, secret_hash, anyone_publishes=not state.settings.require_verified_email
    )
    if found is None:
        raise InvalidTokenError
    if found.needs_touch:
        await state.database.write(touch_token, found.actor.token_id)
    return found


async def read_access(state: State, token: str) -> AccessClaims:
    tokens: Tokens = state.tokens
    return await read_token(tokens.read_access, token, tokens, state.identity, state.database)


async def get_current_user(request: Request) -> Actor:
    """Return the caller; raise UnauthenticatedError without credentials."""
    actor = await find_current_user(request)
    if actor is None:
        raise UnauthenticatedError
    return actor


async def get_admin(request: Request) -> Actor:
    """Return the caller; raise the error of the rule for the action that the route names."""
    actor = await get_current_user(request)
    require(actor, ACTIONS[request.scope["route"].operation_id])
    return actor
