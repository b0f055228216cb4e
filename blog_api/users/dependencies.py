"""The caller's own account, read by the query that finds out who calls."""

from typing import Annotated

from fastapi import Depends, Request
from typing_extensions import override

from blog_api.auth.dependencies import GuardedRoute, identify, remember
from blog_api.users.queries import OWN_ACCOUNT
from blog_api.users.schemas import PrivateProfile


class OwnAccountRoute(GuardedRoute):
    """One question to the database where others ask who calls, and then for the account."""

    @override
    async def identify(self, request: Request) -> None:
        own = await identify(request, OWN_ACCOUNT)
        remember(request, None if own is None else own.actor)
        request.state.own_profile = None if own is None else own.profile


async def get_own_profile(request: Request) -> PrivateProfile:
    """What the route has read, once its guard has let the caller pass."""
    profile: PrivateProfile = request.state.own_profile
    return profile


OwnProfile = Annotated[PrivateProfile, Depends(get_own_profile)]
