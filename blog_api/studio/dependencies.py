"""Guards of pages: the visitor, and the confirmation that came with a form."""

from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError

from blog_api.auth.authentication import is_known
from blog_api.auth.confirm_routes import get_confirmer
from blog_api.auth.dependencies import CONFIRM_PATH, Confirmation, limit_writes
from blog_api.auth.forms import read_assertion
from blog_api.auth.passkeys.relying_party import relying_party_of
from blog_api.auth.schemas import ConfirmIn
from blog_api.errors import (
    InvalidRequestError,
    UnauthenticatedError,
    WrongCodeError,
    WrongPasswordError,
)
from blog_api.http.client_ip import client_address
from blog_api.http.middleware.body_limit import raise_body_limit
from blog_api.studio.csrf import SAFE
from blog_api.studio.forms import CONFIRM, Form, parse_model, read_form
from blog_api.studio.requests import SignedIn, Visit, language_of
from blog_api.studio.sessions import find_actor, remember_actor

PROOFS: Final = ("password", "otp", "recovery_code", "credential")


async def get_visit(request: Request) -> Visit:
    actor = await find_actor(request)
    remember_actor(request, actor)
    return Visit(request, language_of(request), actor)


async def get_signed_in(request: Request, visit: Annotated[Visit, Depends(get_visit)]) -> SignedIn:
    """Return the visit; raise UnauthenticatedError, which leads to the page that signs in."""
    if visit.actor is None:
        raise UnauthenticatedError
    signed_in = SignedIn(request, visit.language, visit.actor)
    if request.method in SAFE:
        return signed_in
    await limit_writes(request, visit.actor)
    return await confirm_if_asked(signed_in)


async def confirm_if_asked(visit: SignedIn) -> SignedIn:
    """Confirm the session by the fields that `confirm.html` adds to the form of an act.

    The act then runs with the fields that were typed before.
    """
    request = visit.request
    if not is_form(request):
        return visit
    form = await read_form(request)
    if not is_known(request):
        visit = await signed_in_again(visit)
    given = {name: form.get(CONFIRM + name) for name in PROOFS if form.get(CONFIRM + name)}
    if not given:
        return visit
    await confirm(visit, given)
    request.state.form = form.without(CONFIRM)
    return await signed_in_again(visit)


async def signed_in_again(visit: SignedIn) -> SignedIn:
    """Return the visit with the caller as they are now; raise UnauthenticatedError for none."""
    actor = await find_actor(visit.request)
    remember_actor(visit.request, actor)
    if actor is None:
        raise UnauthenticatedError
    return SignedIn(visit.request, visit.language, actor)


async def confirm(visit: SignedIn, given: dict[str, str]) -> None:
    """Raise the errors of `Confirmer.confirm`."""
    request, state = visit.request, visit.request.app.state
    confirmer = await get_confirmer(
        request, visit.db, state.passwords, state.rate_limiter, relying_party_of(visit.settings)
    )
    values: dict[str, Any] = dict(given)
    try:
        if "credential" in given:
            values["credential"] = read_assertion(given["credential"])
        data = parse_model(ConfirmIn, values)
    except (RequestValidationError, InvalidRequestError) as error:
        wrong = WrongPasswordError if "password" in given else WrongCodeError
        raise wrong from error
    await confirmer.confirm(visit.actor, data, client_address(request))


def is_form(request: Request) -> bool:
    """Return whether the body is small enough a form to carry a confirmation."""
    kind = request.headers.get("content-type", "")
    return kind.startswith("application/x-www-form-urlencoded")


def is_confirmed(visit: SignedIn) -> bool:
    return visit.settings.confirmation_seconds == 0 or visit.actor.confirmed_until is not None


def require_confirmed(visit: SignedIn) -> None:
    """Raise ConfirmationRequiredError for a session that is not confirmed (decision 0052)."""
    confirm_url = visit.settings.public_url + CONFIRM_PATH
    Confirmation(visit.actor, is_confirmed(visit), confirm_url).require()


async def get_form(request: Request, _: Annotated[SignedIn, Depends(get_signed_in)]) -> Form:
    return await read_form(request)


def takes_up_to(limit: int) -> Any:  # noqa: ANN401  # as FastAPI's Depends
    """Allow a larger form; for `dependencies=[…]` of a route, which run before the guard."""

    async def raise_limit(request: Request) -> None:
        raise_body_limit(request.scope, limit)

    return Depends(raise_limit)


AnyVisit = Annotated[Visit, Depends(get_visit)]
Author = Annotated[SignedIn, Depends(get_signed_in)]
Fields = Annotated[Form, Depends(get_form)]
