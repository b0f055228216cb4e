"""Guards that run before a body is read: access to a route, and a confirmed session."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Request

from blog_api.auth.authentication import (
    SAFE_METHODS,
    find_current_user,
    get_admin,
    get_current_user,
    state_of,
)
from blog_api.auth.passwords import Passwords
from blog_api.auth.token_access import (
    CLOSED,
    TokenAccess,
    admit_reader,
    admit_token,
    missing_scope,
)
from blog_api.errors import ConfirmationRequiredError, InsufficientScopeError
from blog_api.http.api_prefix import API
from blog_api.http.hot_routes import Security, requirement
from blog_api.http.rate_limiting import get_rate_limiter
from blog_api.http.response_headers import set_response_headers
from blog_api.permissions import Actor, require_session
from blog_api.rate_limits import WRITE
from blog_api.scopes import Scope

CONFIRM_PATH: Final = f"{API}/auth/confirm"


async def get_passwords(request: Request) -> Passwords:
    passwords: Passwords = request.app.state.passwords
    return passwords


class Guard:
    """A dependency that authenticates, authorizes and counts the request as a write.

    `access` is the access of personal access tokens to the route. A guard in a parameter of the
    endpoint has none: the guard that the route declares has run before, and by default it closes
    the route.
    """

    def __init__(
        self,
        find: Callable[[Request], Awaitable[Actor | None]],
        *,
        is_optional: bool = False,
        access: TokenAccess | None = None,
    ) -> None:
        self.find = find
        self.is_optional = is_optional
        self.access = access

    @property
    def security(self) -> Security | None:
        """Return the security requirement of the OpenAPI entry; None if the guard has no access."""
        if self.access is None:
            return None
        scopes = [str(self.access.scope)] if self.access.scope else []
        is_open = self.access.is_open
        return requirement(is_optional=self.is_optional, scopes=scopes if is_open else None)

    async def __call__(self, request: Request) -> Any:  # noqa: ANN401  # an Actor, if one is required
        """Return the caller; raise an error of 401, 403, 404 or 429."""
        if self.access is not None:
            state_of(request)["token_access"] = self.access
        actor = await self.find(request)
        if actor is None:
            return None
        admitted = self.admit(request, actor) if actor.token else actor
        if request.scope["method"] not in SAFE_METHODS:
            await limit_writes(request, actor)
        return admitted

    def admit(self, request: Request, actor: Actor) -> Actor | None:
        access: TokenAccess = state_of(request).get("token_access", CLOSED)
        admit = admit_reader if self.is_optional else admit_token
        return admit(request.path_params, actor, access)

    def refusal(self, request: Request) -> InsufficientScopeError | None:
        """Return the error for a request that needs a scope that its token does not have."""
        scope = self.access.scope if self.access else None
        return missing_scope(request.state.actor, scope) if scope else None


async def limit_writes(request: Request, actor: Actor) -> None:
    """Consume the rate limit of the caller's writes, once for each request."""
    state = state_of(request)
    if "has_counted_write" not in state:
        state["has_counted_write"] = True
        limiter = await get_rate_limiter(request)
        spent = await limiter.consume(request.app.state.database, WRITE, str(actor.id))
        set_response_headers(request, spent)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Whether the session of a request is confirmed, for a route where only some requests need it.

    Checked after other errors of the caller, such as `admin_only`, and before the command.
    """

    actor: Actor
    is_present: bool
    confirm_url: str

    def require(self) -> None:
        """Raise TokenNotAllowedError for a token, or an error for an unconfirmed session."""
        require_session(self.actor)
        if not self.is_present:
            raise ConfirmationRequiredError(confirm_url=self.confirm_url)


async def get_confirmation(request: Request) -> Confirmation:
    actor = await get_current_user(request)
    settings = request.app.state.settings
    is_present = settings.confirmation_seconds == 0 or actor.confirmed_until is not None
    return Confirmation(actor, is_present, settings.public_url + CONFIRM_PATH)


async def require_confirmation(request: Request) -> None:
    """Raise the errors of `Confirmation.require`; a route declares this after its guard."""
    (await get_confirmation(request)).require()


admit_anyone: Final = Guard(find_current_user, is_optional=True)
admit_user: Final = Guard(get_current_user)
admit_admin: Final = Guard(get_admin)
reads_posts: Final = Guard(
    find_current_user, is_optional=True, access=TokenAccess(scope=Scope.POSTS_READ)
)
reads_profile: Final = Guard(get_current_user, access=TokenAccess(scope=Scope.PROFILE_READ))


def anyone_with(scope: Scope | None = None) -> Any:  # noqa: ANN401  # as FastAPI's Depends
    """Return the guard of a public route: a token with the scope reads as its owner."""
    return Depends(Guard(find_current_user, is_optional=True, access=TokenAccess(scope=scope)))


def user_with(scope: Scope | None = None, *, checks_posts: bool = False) -> Any:  # noqa: ANN401  # as FastAPI's Depends
    """Return a guard that requires a session, or a token with the scope (None: any live token)."""
    access = TokenAccess(scope=scope, checks_posts=checks_posts)
    return Depends(Guard(get_current_user, access=access))


def admin_with(scope: Scope) -> Any:  # noqa: ANN401  # as FastAPI's Depends
    return Depends(Guard(get_admin, access=TokenAccess(scope=scope)))


# For `dependencies=[…]` of a route, which each has one of them: they run before those of the
# endpoint's parameters, and so before `json_body`. These close the route to tokens.
ANYONE: Final = Depends(Guard(find_current_user, is_optional=True, access=CLOSED))
USER: Final = Depends(Guard(get_current_user, access=CLOSED))
ADMIN: Final = Depends(Guard(get_admin, access=CLOSED))
CONFIRMED: Final = Depends(require_confirmation)  # after USER or ADMIN

# For the parameters of an endpoint. Without the cache of FastAPI, so that one that stands behind
# a body is authenticated again if that took long (`KNOWN_FOR_S`).
Viewer = Annotated[Actor | None, Depends(admit_anyone, use_cache=False)]
CurrentUser = Annotated[Actor, Depends(admit_user, use_cache=False)]
Admin = Annotated[Actor, Depends(admit_admin, use_cache=False)]
NeedsConfirmation = Annotated[Confirmation, Depends(get_confirmation)]
PasswordHasher = Annotated[Passwords, Depends(get_passwords)]
