"""Pages that mails lead to: confirm an address, and choose a new password.

The token stands behind the `#` of the link, so that it is in no log. A script moves it into the
form; without one, people copy it from the mail.
"""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.account_recovery import commands, queries
from blog_api.account_recovery.schemas import ForgotIn, ResetIn, VerifyIn
from blog_api.auth.limits import reset_guesses
from blog_api.errors import OneTimeTokenRefusedError, WeakPasswordError
from blog_api.http.client_ip import client_address, network_of
from blog_api.http.rate_limiting import rate_limited
from blog_api.mail.dependencies import WakesMailer
from blog_api.mail.one_time_tokens import hash_token
from blog_api.mail.outbox import queue_mail
from blog_api.rate_limits import MAIL_FROM_ADDRESS, TOKEN_FROM_ADDRESS
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import AnyVisit
from blog_api.studio.errors import SIGN_IN
from blog_api.studio.forms import Fault, Faults, Form, parse_model, read_form
from blog_api.studio.requests import HOME, INVALID, Visit
from blog_api.studio.words import sentence_of

router = APIRouter(prefix=PATH)
WITH_TOKEN: Final = [rate_limited(TOKEN_FROM_ADDRESS), WakesMailer]


@router.get("/forgot")
async def show_forgot(visit: AnyVisit) -> Response:
    return page(visit, "forgot.html", Form())


@router.post("/forgot", dependencies=[rate_limited(MAIL_FROM_ADDRESS), WakesMailer])
async def forgot(visit: AnyVisit, request: Request) -> Response:
    """Queue a mail; the response is the same for every address."""
    form = await read_form(request)
    try:
        data = parse_model(ForgotIn, {"email": form.get("email").strip()})
    except RequestValidationError as error:
        return page(visit, "forgot.html", form, visit.faults(error))
    network = network_of(client_address(request))
    await visit.db.write(queue_mail, "reset_password", data.email, network)
    return visit.render("forgot_done.html", email=data.email)


@router.get("/reset")
async def show_reset(visit: AnyVisit) -> Response:
    return page(visit, "reset.html", Form())


@router.post("/reset", dependencies=WITH_TOKEN)
async def reset(visit: AnyVisit, request: Request) -> Response:
    """Set a new password; every session ends, so that one signs in with it."""
    form = await read_form(request)
    if not form.has("new_password"):
        return page(visit, "reset.html", form, visit.password_again("new_password"))
    keeps = form.has("keep_tokens")
    given = {"token": form.get("token").strip(), "new_password": form.get("new_password")}
    try:
        await run_reset(visit, parse_model(ResetIn, given | {"keep_tokens": keeps}))
    except OneTimeTokenRefusedError as error:
        return page(visit, "reset.html", form, token_fault(visit, error))
    except (RequestValidationError, WeakPasswordError) as error:
        return page(visit, "reset.html", form, visit.faults(error))
    return visit.redirect(SIGN_IN, visit.gettext("Your password is changed. Sign in with it."))


async def run_reset(visit: Visit, data: ResetIn) -> None:
    state, client = visit.request.app.state, client_address(visit.request)
    token_hash = hash_token(data.token)
    account = await queries.find_owner(visit.db, token_hash)
    if account is None:
        raise OneTimeTokenRefusedError
    names = account.names
    new_hash = await state.passwords.hash_new(data.new_password, names, field="new_password")
    given = (token_hash, new_hash, client)
    await visit.db.write(commands.reset_password, *given, keep_tokens=data.keep_tokens)
    await reset_guesses(state.rate_limiter, visit.db, account.id, client)


@router.get("/verify")
async def show_verify(visit: AnyVisit) -> Response:
    return page(visit, "verify.html", Form())


@router.post("/verify", dependencies=WITH_TOKEN)
async def verify(visit: AnyVisit, request: Request) -> Response:
    form = await read_form(request)
    try:
        data = parse_model(VerifyIn, {"token": form.get("token").strip()})
        await visit.db.write(commands.verify_email, hash_token(data.token))
    except OneTimeTokenRefusedError as error:
        return page(visit, "verify.html", form, token_fault(visit, error))
    except RequestValidationError as error:
        return page(visit, "verify.html", form, visit.faults(error))
    target = HOME if visit.actor else SIGN_IN
    return visit.redirect(target, visit.gettext("Your email address is confirmed."))


def token_fault(visit: Visit, error: OneTimeTokenRefusedError) -> Faults:
    return Faults([Fault("token", sentence_of(error, visit.language))])


def page(visit: Visit, template: str, form: Form, faults: Faults | None = None) -> Response:
    return visit.render(
        template,
        status=INVALID if faults else 200,
        form=form,
        min_length=visit.settings.password_min_length,
        faults=faults or Faults(),
    )
