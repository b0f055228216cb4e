"""Sessions of the studio: ordinary sessions, whose tokens are in cookies."""

import time
from dataclasses import replace
from typing import Final

from fastapi import Request

from blog_api.auth.authentication import caller_of_session
from blog_api.auth.callers import ACTOR
from blog_api.auth.grants import Issuer
from blog_api.auth.routes import device_of, get_issuer
from blog_api.auth.schemas import TokenOut
from blog_api.errors import InvalidGrantError, InvalidTokenError
from blog_api.permissions import Actor
from blog_api.studio.cookies import Jar

# Browsers drop responses when people click on; the next request may show the replaced token.
GRACE_S: Final = 60


async def find_actor(request: Request) -> Actor | None:
    """Return the caller of the cookies; refresh an expired access token."""
    jar = Jar(request)
    access = jar.read("access")
    if access:
        try:
            return (await caller_of_session(request.app.state, access, ACTOR)).actor
        except InvalidTokenError:
            pass
    refresh = jar.read("refresh")
    return await refresh_cookies(request, jar, refresh) if refresh else None


async def refresh_cookies(request: Request, jar: Jar, refresh: str) -> Actor | None:
    """Exchange the refresh token; a session that has ended loses its cookies."""
    try:
        pair = await refreshed(request, refresh)
        found = await caller_of_session(request.app.state, pair.access_token, ACTOR)
    except (InvalidGrantError, InvalidTokenError):
        forget(jar)
        return None
    keep(request, pair)
    return found.actor


async def refreshed(request: Request, refresh: str) -> TokenOut:
    """Return the successors of a refresh token.

    The row of the session is its lock: of several requests with one token the first rotates it, and
    the others wait and get the same successor within the grace period.
    """
    issuer = await issuer_of(request)
    grace = max(issuer.settings.refresh_reuse_grace, GRACE_S)
    settings = issuer.settings.model_copy(update={"refresh_reuse_grace": grace})
    form = {"refresh_token": refresh}
    return await replace(issuer, settings=settings).grant(form, "refresh_token", device_of(request))


async def issuer_of(request: Request) -> Issuer:
    return await get_issuer(request)


def keep(request: Request, pair: TokenOut) -> None:
    """Set the cookies of a session."""
    jar, settings = Jar(request), request.app.state.settings
    jar.set("access", pair.access_token, max_age=pair.expires_in)
    jar.set("refresh", pair.refresh_token, max_age=settings.refresh_token_expires_in)


def forget(jar: Jar) -> None:
    jar.delete("access")
    jar.delete("refresh")


def remember_actor(request: Request, actor: Actor | None) -> None:
    """Name the caller to the access log."""
    request.state.actor = actor
    request.state.known_since = time.monotonic()
