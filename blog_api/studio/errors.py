"""Errors as pages: signing in, confirming, or a sentence."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import psycopg
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException  # noqa: TID251  # raised by Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response

from blog_api.auth.second_factor.queries import get_factors
from blog_api.context import request_id
from blog_api.db.errors import refusal_for
from blog_api.errors import (
    AppError,
    BadRequestError,
    BusyError,
    ConfirmationRequiredError,
    CrossSiteError,
    InternalError,
    InvalidInputError,
    InvalidTokenError,
    MethodNotAllowedError,
    MfaRequiredError,
    NotFoundError,
    PasskeyRefusedError,
    PasswordsBusyError,
    ThrottledError,
    UnauthenticatedError,
    WrongCodeError,
    WrongPasswordError,
)
from blog_api.http.errors import BY_STATUS, allowed_methods, answer, answer_error
from blog_api.permissions import Actor
from blog_api.studio.cookies import PATH
from blog_api.studio.csrf import SAFE
from blog_api.studio.dependencies import is_form
from blog_api.studio.forms import CONFIRM, Form, read_form
from blog_api.studio.requests import Visit, language_of
from blog_api.studio.sessions import find_actor, remember_actor
from blog_api.studio.templating import fill
from blog_api.studio.words import sentence_of, title_of

SIGN_IN: Final = f"{PATH}/sign-in"
SIGNED_OUT: Final = (UnauthenticatedError, InvalidTokenError)
UNPROVED: Final = (
    WrongPasswordError,
    WrongCodeError,
    MfaRequiredError,
    PasskeyRefusedError,
    ThrottledError,
    PasswordsBusyError,
)
FORBIDDEN: Final = 403
UNAUTHENTICATED: Final = 401
PASSING: Final = frozenset({429, 500, 503})  # statuses after which the same request may succeed
# Fields with text that may have taken long to write.
WORDS: Final = ("title", "excerpt", "content", "note", "reason", "message", "bio")


async def answer_as_page(request: Request, error: Exception) -> Response:
    """Return the page of an error; JSON for a script that asks for it."""
    if "text/html" not in request.headers.get("accept", "text/html"):
        return await answer_error(request, error)
    app_error = app_error_of(error)
    if isinstance(app_error, SIGNED_OUT):
        return await ask_to_sign_in(request)
    visit = Visit(request, language_of(request), await caller_if_known(request))
    if isinstance(app_error, ConfirmationRequiredError) or await is_unproved(request, app_error):
        return await ask_to_confirm(visit, app_error)
    response = error_page(visit, app_error, await form_of(request))
    if app_error.status == MethodNotAllowedError.status:
        response.headers["Allow"] = ", ".join(allowed_methods(request))
    return response


async def caller_if_known(request: Request) -> Actor | None:
    """Return the caller for the navigation, also where no guard ran; None during an outage."""
    if not hasattr(request.state, "actor"):
        try:
            remember_actor(request, await find_actor(request))
        except (AppError, psycopg.Error, TimeoutError):
            return None
    actor: Actor | None = request.state.actor
    return actor


async def answer_defect(request: Request, _: Exception) -> Response:
    """Return the page of an exception that nothing handles; it is logged where it arrives."""
    visit = Visit(request, language_of(request), getattr(request.state, "actor", None))
    return error_page(visit, InternalError(), getattr(request.state, "form", None))


def app_error_of(error: Exception) -> AppError:
    """Return the error that the API would respond with; raise a defect."""
    if isinstance(error, AppError):
        return error
    if isinstance(error, RequestValidationError):
        return InvalidInputError(errors=error.errors())
    if isinstance(error, HTTPException):
        return BY_STATUS.get(error.status_code, BadRequestError)()
    found = refusal_for(error) if isinstance(error, psycopg.Error) else None
    if found is None and not isinstance(error, TimeoutError):
        raise error
    return found or BusyError()


async def is_unproved(request: Request, error: AppError) -> bool:
    """Return whether the error is about the confirmation that came with the form of an act."""
    if not isinstance(error, UNPROVED):
        return False
    form = await form_of(request)
    return form is not None and any(name.startswith(CONFIRM) for name, _ in form.pairs)


async def form_of(request: Request) -> Form | None:
    """Return the form that was sent; None for no form, or one that cannot be read."""
    if request.method in SAFE or not is_form(request):
        return None
    try:
        return await read_form(request)
    except (AppError, HTTPException, ClientDisconnect, TimeoutError):
        return None


async def ask_to_sign_in(request: Request) -> Response:
    """Lead to the page that signs in; a form that was sent is kept there and sent again."""
    visit = Visit(request, language_of(request))
    form = await form_of(request)
    if form is not None:
        values = {"next": visit.here, "resume": form.dump(), "has_ended": True, "login": ""}
        return visit.render("sign_in.html", status=UNAUTHENTICATED, **values)
    if request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return load_again(visit)
    return visit.redirect(f"{SIGN_IN}?{urlencode({'next': visit.here})}")


def load_again(visit: Visit) -> Response:
    """Load the page once more from its own origin.

    Browsers keep cookies with `SameSite=Strict` back when a link on another site is followed.
    """
    return HTMLResponse(fill(visit.language.code, "again.html", {"visit": visit}))


async def ask_to_confirm(visit: Visit, error: AppError) -> Response:
    """Ask for the password or code, with the fields of the act hidden in the form.

    The template carries no passwords: an act that needs one asks for it again.
    """
    request = visit.request
    if request.method in SAFE:
        return visit.redirect(f"{PATH}/confirm?{urlencode({'next': visit.here})}")
    form = await form_of(request) or Form()
    is_said = isinstance(error, UNPROVED) and not isinstance(error, MfaRequiredError)
    wrong = sentence_of(error, visit.language) if is_said else None
    status = error.status if error.status in PASSING else FORBIDDEN
    response = await confirm_page(visit, visit.here, form, wrong, status=status)
    response.headers.update(error.own_headers)
    return response


async def confirm_page(
    visit: Visit, action: str, form: Form, wrong: str | None = None, *, status: int = 200
) -> Response:
    """Ask for a proof: the password of the account, or one of its second factors."""
    methods = (await get_factors(visit.db, visit.actor.id)).methods if visit.actor else []
    values = {
        "action": action,
        "carried": form.pairs,
        "loses_passwords": form.without(CONFIRM).has_secrets,
        "wrong": wrong,
        "methods": methods,
    }
    return visit.render("confirm.html", status=status, **values)


def error_page(visit: Visit, error: AppError, sent: Form | None = None) -> Response:
    """Say what is wrong; a form can be sent again if that may help, else its words are shown."""
    values: dict[str, Any] = {
        "title": title_of(error.status, visit.language),
        "sentence": sentence_of(error, visit.language),
        "request_id": request_id.get(),
        "may_pass": error.status in PASSING and visit.request.method in SAFE,
        "may_be_deleted": error.status == NotFoundError.status and visit.actor is not None,
        "loses_passwords": sent is not None and sent.has_secrets,
        "again": sent.pairs if sent and error.status in PASSING else None,
        "typed": [(name, text) for name, text in sent.pairs if is_worded(name, text)]
        if sent
        else [],
    }
    response = visit.render("error.html", status=error.status, **values)
    response.headers.update(error.own_headers)
    return response


def is_worded(name: str, text: str) -> bool:
    return name in WORDS and text.strip() != ""


async def refuse_forged(request: Request) -> Response:
    """Return the 403 for a request that no page of this server made."""
    if "text/html" not in request.headers.get("accept", "text/html"):
        return answer(CrossSiteError())
    visit = Visit(request, language_of(request))
    return error_page(visit, CrossSiteError())


Handler = Callable[[Request, Any], Awaitable[Response]]
HANDLERS: Final[Mapping[int | type[Exception], Handler]] = {
    AppError: answer_as_page,
    RequestValidationError: answer_as_page,
    psycopg.Error: answer_as_page,
    TimeoutError: answer_as_page,
    HTTPException: answer_as_page,
    Exception: answer_defect,
}
