"""Who is calling: `get_current_user` and relatives, before the body is read."""

import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.datastructures import State
from starlette.responses import Response
from typing_extensions import override

from blog_api.auth.passwords import Passwords
from blog_api.auth.queries import ACTOR, Caller
from blog_api.auth.tokens import AccessClaims
from blog_api.db.lookup import Lookup
from blog_api.errors import BadRequestError, InvalidTokenError, UnauthenticatedError
from blog_api.permissions import Actor, require_admin
from blog_api.web.routing import Route
from blog_api.web.sharing import share
from blog_api.web.throttling import WRITE, Throttles

Called = TypeVar("Called", bound=Caller)
Handler = Callable[[Request], Awaitable[Any]]
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# Whoever holds their body back would keep what they were when it began: a role, an open session.
KNOWN_FOR_S: Final = 0.02


async def find_current_user(request: Request) -> Actor | None:
    """The caller, or None for who sends no credentials; a dead token is refused everywhere.

    Guards ask before the body is read, endpoints after it, and for a change that may be long after.
    """
    if not is_known(request):
        remember(request, await identify(request, ACTOR))
    actor: Actor | None = request.state.actor
    return actor


def is_known(request: Request) -> bool:
    """Whether what was found out about the caller still holds."""
    state = request.state
    return hasattr(state, "actor") and (
        request.method in SAFE_METHODS or time.monotonic() - state.known_since < KNOWN_FOR_S
    )


def remember(request: Request, actor: Actor | None) -> None:
    """So that the database is not asked again for each guard and endpoint."""
    request.state.actor = actor
    request.state.known_since = time.monotonic()


async def identify(request: Request, lookup: Lookup[Called]) -> Called | None:
    """Read the bearer token (RFC 6750 §2.1) and ask the database whom it stands for.

    The lookup is `ACTOR`, or one that asks the same and gives more.
    """
    credentials = request.headers.getlist("authorization")
    if not credentials:
        return None
    if len(credentials) > 1:
        raise BadRequestError("Send one Authorization header.")
    scheme, _, token = credentials[0].partition(" ")
    if scheme.lower() != "bearer":
        raise InvalidTokenError
    return await caller_of(request.app.state, token.strip(" "), lookup)


async def caller_of(state: State, token: str, lookup: Lookup[Called]) -> Called:
    """The user of a valid access token whose session still lives."""
    claims = read_access(state, token)
    caller: Called | None = await state.database.look_up(
        lookup, claims.session_id, anyone_publishes=not state.settings.require_verified_email
    )
    if caller is None or caller.id != claims.user_id:
        raise InvalidTokenError
    return caller


def read_access(state: State, token: str) -> AccessClaims:
    """What a valid access token says."""
    claims: AccessClaims = state.tokens.read_access(token)
    return claims


async def get_current_user(request: Request) -> Actor:
    """The caller; refuses whoever is not logged in."""
    actor = await find_current_user(request)
    if actor is None:
        raise UnauthenticatedError
    return actor


async def get_admin(request: Request) -> Actor:
    """The caller; refuses whoever is no administrator."""
    actor = await get_current_user(request)
    require_admin(actor)
    return actor


async def get_passwords(request: Request) -> Passwords:
    """The hasher that the application made."""
    passwords: Passwords = request.app.state.passwords
    return passwords


GUARDS: Final = (get_current_user, get_admin)
Viewer = Annotated[Actor | None, Depends(find_current_user)]
CurrentUser = Annotated[Actor, Depends(get_current_user)]
Admin = Annotated[Actor, Depends(get_admin)]
PasswordHasher = Annotated[Passwords, Depends(get_passwords)]


class GuardedRoute(Route):
    """Runs the guards of a route before FastAPI reads the body.

    So 401 and 403 come before 413, 415 and 422.
    """

    @property
    def security(self) -> str:
        """Whether OpenAPI says that a token is required or optional."""
        return "required" if guards_of(self) else "optional"

    async def identify(self, request: Request) -> None:
        """Find out who calls, so that guards need not ask again."""
        await find_current_user(request)

    @override
    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()
        guards = guards_of(self)

        async def guard_then_handle(request: Request) -> Response:
            await self.identify(request)
            for guard in guards:
                await guard(request)
            if request.state.actor is None and request.method == "GET":
                return await share(request, handle)
            spent = await limit_writes(request)
            response: Response = await handle(request)
            response.headers.update(spent)
            return response

        return guard_then_handle


async def limit_writes(request: Request) -> dict[str, str]:
    """Take one of the caller's writes, and return the headers that tell what is left."""
    actor: Actor | None = request.state.actor
    if actor is None or request.method in SAFE_METHODS:
        return {}
    state = request.app.state
    throttles: Throttles = state.throttles
    return await throttles.take(state.database, WRITE, str(actor.id))


def guards_of(route: APIRoute) -> list[Handler]:
    """The guards a route declares."""
    calls = [dependency.call for dependency in route.dependant.dependencies]
    return [guard for guard in GUARDS if guard in calls]
