"""Dependencies of routes: the caller's own account, and who may open one."""

from fastapi import Request

from blog_api.auth.authentication import find_current_user, identify, remember
from blog_api.auth.dependencies import reads_profile
from blog_api.errors import RegistrationClosedError, UnauthenticatedError
from blog_api.permissions import Action, Actor, can, require_session
from blog_api.users.queries import OWN_PROFILE
from blog_api.users.schemas import PrivateProfile


async def require_open_registration(request: Request) -> None:
    """Raise RegistrationClosedError if the settings close it, before a body is read."""
    if request.app.state.settings.registration == "closed":
        raise RegistrationClosedError


async def admit_registration(request: Request) -> Actor | None:
    """Return the administrator who opens an account while registration is closed.

    Before a body is read. Raise RegistrationClosedError for others, and TokenNotAllowedError for a
    token of an administrator.
    """
    if request.app.state.settings.registration == "open":
        return None
    maker = await find_current_user(request)
    if maker is None or not can(maker, Action.CREATE_ACCOUNT):
        raise RegistrationClosedError
    require_session(maker)
    return maker


async def get_own_profile(request: Request) -> PrivateProfile:
    """Return the caller's account; raise UnauthenticatedError without credentials."""
    own = await identify(request, OWN_PROFILE)
    if own is None:
        raise UnauthenticatedError
    remember(request, own.actor)
    await reads_profile(request)
    return own.caller
