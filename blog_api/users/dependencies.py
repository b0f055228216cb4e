"""Dependencies of routes: the caller's own account, and open registration."""

from fastapi import Request

from blog_api.auth.authentication import identify, remember
from blog_api.auth.dependencies import reads_profile
from blog_api.errors import RegistrationClosedError, UnauthenticatedError
from blog_api.users.queries import OWN_PROFILE
from blog_api.users.schemas import PrivateProfile


async def require_open_registration(request: Request) -> None:
    """Raise RegistrationClosedError if the settings close it, before a body is read."""
    if request.app.state.settings.registration == "closed":
        raise RegistrationClosedError


async def get_own_profile(request: Request) -> PrivateProfile:
    """Return the caller's account; raise UnauthenticatedError without credentials."""
    own = await identify(request, OWN_PROFILE)
    if own is None:
        raise UnauthenticatedError
    remember(request, own.actor)
    await reads_profile(request)
    return own.caller
