"""Sign in, second step, and sign out."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from blog_api.auth import commands
from blog_api.auth.routes import device_of
from blog_api.errors import InvalidGrantError, InvalidRequestError, MfaStepError, ThrottledError
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import AnyVisit
from blog_api.studio.errors import SIGN_IN
from blog_api.studio.forms import Fault, Faults, Form, read_form
from blog_api.studio.requests import HOME, INVALID, Visit, local_path
from blog_api.studio.sessions import forget, issuer_of, keep
from blog_api.users.admin_presence import has_admin

router = APIRouter(prefix=PATH)
REFUSED: Final = (InvalidGrantError, InvalidRequestError, ThrottledError)
GRANTS: Final = {
    "otp": "urn:blog-api:grant-type:otp",
    "recovery_code": "urn:blog-api:grant-type:recovery-code",
}


@router.get("")
@router.get("/")
async def go_home(visit: AnyVisit) -> Response:
    return visit.redirect(HOME)


@router.get("/sign-in")
async def show_sign_in(
    visit: AnyVisit, next_path: Annotated[str | None, Query(alias="next")] = None
) -> Response:
    if visit.actor is not None:
        return visit.redirect(local_path(next_path))
    values: dict[str, Any] = {
        "next": local_path(next_path),
        "has_no_admin": not await has_admin(visit.db),
    }
    return visit.render("sign_in.html", login="", resume="", has_ended=False, **values)


@router.post("/sign-in")
async def sign_in(visit: AnyVisit, request: Request) -> Response:
    """Open a session; a session that the browser has already ends."""
    form = await read_form(request)
    if not form.has("password"):
        return sign_in_page(visit, form, visit.password_again("password"))
    issuer = await issuer_of(request)
    given = {"username": form.get("login").strip(), "password": form.get("password")}
    try:
        pair = await issuer.grant(given, "password", device_of(request))
    except MfaStepError as step:
        return code_page(visit, form, step.extra["mfa_token"], step.extra["mfa_methods"])
    except REFUSED as error:
        return refused(visit, form, "sign_in.html", error)
    await end_session(visit)
    keep(request, pair)
    return go_on(visit, form)


@router.post("/sign-in/code")
async def sign_in_with_code(visit: AnyVisit, request: Request) -> Response:
    """Finish signing in with a code of the app, or a recovery code."""
    form = await read_form(request)
    kind = "recovery_code" if form.get("recovery_code") else "otp"
    given = {"grant_type": GRANTS[kind], "mfa_token": form.get("mfa_token"), kind: form.get(kind)}
    issuer = await issuer_of(request)
    try:
        pair = await issuer.grant(given, "password", device_of(request))
    except REFUSED as error:
        return refused(visit, form, "sign_in_code.html", error)
    await end_session(visit)
    keep(request, pair)
    return go_on(visit, form, with_code_used(visit) if kind == "recovery_code" else None)


def with_code_used(visit: Visit) -> str:
    """Return what to do next for someone who may have lost the phone."""
    return visit.gettext(
        "You used one of your recovery codes. If your phone is lost, remove its app or passkey "
        "under Account, Sign-in, and add the new one."
    )


@router.post("/sign-out")
async def sign_out(visit: AnyVisit) -> Response:
    await end_session(visit)
    forget(visit.jar)
    return visit.redirect(SIGN_IN, visit.gettext("You are signed out."))


async def end_session(visit: Visit) -> None:
    if visit.actor is not None:
        await visit.db.write(commands.log_out, visit.actor.id, visit.actor.session_id)


def code_page(
    visit: Visit, form: Form, mfa_token: str, methods: list[str], faults: Faults | None = None
) -> Response:
    values: dict[str, Any] = {
        "mfa_token": mfa_token,
        "methods": methods,
        "next": local_path(form.get("next")),
        "resume": form.get("resume"),
        "faults": faults or Faults(),
    }
    return visit.render("sign_in_code.html", status=INVALID if faults else 200, **values)


def refused(visit: Visit, form: Form, template: str, error: Exception) -> Response:
    """Show the form again: the message does not tell which accounts exist."""
    if isinstance(error, ThrottledError):
        fault = Fault("", visit.gettext("Too many attempts. Wait a little, then try again."))
    elif template == "sign_in_code.html":
        fault = wrong_code(visit, is_of_recovery=bool(form.get("recovery_code")))
    else:
        fault = Fault("login", visit.gettext("The user name or password is wrong."))
    if template == "sign_in_code.html":
        methods = form.all("method")
        return code_page(visit, form, form.get("mfa_token"), methods, Faults([fault]))
    return sign_in_page(visit, form, Faults([fault]))


def sign_in_page(visit: Visit, form: Form, faults: Faults) -> Response:
    values = {"login": form.get("login"), "next": local_path(form.get("next"))}
    values |= {"resume": form.get("resume")}
    return visit.render("sign_in.html", status=INVALID, faults=faults, has_ended=False, **values)


def wrong_code(visit: Visit, *, is_of_recovery: bool) -> Fault:
    """Return the fault at the field that was filled in."""
    if is_of_recovery:
        text = visit.gettext(
            "The recovery code is wrong, or was used before. After five wrong codes, sign in again."
        )
        return Fault("recovery_code", text)
    text = visit.gettext("The code is wrong or too old. After five wrong codes, sign in again.")
    return Fault("otp", text)


def go_on(visit: Visit, form: Form, message: str | None = None) -> Response:
    """Return to the page that asked to sign in, and send the form again that it kept."""
    target = local_path(form.get("next"))
    if not form.get("resume"):
        return visit.redirect(target, message)
    carried = Form.load(form.get("resume"))
    return visit.render("resume.html", action=target, carried=carried.pairs)
