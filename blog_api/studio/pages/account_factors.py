"""Authenticator app and recovery codes."""

from typing import Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.auth.data_keys import DataKeySource
from blog_api.errors import NotEnrollingError, WrongCodeError
from blog_api.mail.dependencies import WakesMailer
from blog_api.mfa import commands, enrolment
from blog_api.mfa.schemas import TotpConfirmIn
from blog_api.studio.account import ACCOUNT, account_page
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields, require_confirmed
from blog_api.studio.forms import Faults, parse_model
from blog_api.studio.requests import INVALID, SignedIn

SECURITY: Final = f"{ACCOUNT}/security"
HERE: Final = f"{SECURITY}/app"
router = APIRouter(prefix=PATH)


def keys_of(visit: SignedIn) -> DataKeySource:
    keys: DataKeySource = visit.request.app.state.data_keys
    return keys


@router.post("/account/security/app")
async def begin_app(visit: Author) -> Response:
    require_confirmed(visit)
    title = visit.settings.site_title
    await enrolment.enrol_totp(visit.db, keys_of(visit), visit.actor, title)
    return visit.redirect(HERE)


@router.get("/account/security/app")
async def show_app(visit: Author) -> Response:
    """Show the secret that waits for its first code."""
    require_confirmed(visit)
    return await page(visit)


@router.post("/account/security/app/confirm", dependencies=[WakesMailer])
async def confirm_app(visit: Author, form: Fields) -> Response:
    require_confirmed(visit)
    try:
        data = parse_model(TotpConfirmIn, {"otp": "".join(form.get("otp").split())})
        codes = await enrolment.confirm_totp(visit.db, keys_of(visit), visit.actor, data.otp)
    except NotEnrollingError:
        return visit.redirect(SECURITY)
    except (WrongCodeError, RequestValidationError) as error:
        return await page(visit, visit.faults(error))
    done = visit.gettext("The authenticator app is added.")
    return show_codes(visit, codes, done) if codes else visit.redirect(SECURITY, done)


@router.post("/account/security/app/remove", dependencies=[WakesMailer])
async def remove_app(visit: Author) -> Response:
    require_confirmed(visit)
    await visit.db.write(commands.remove_totp, visit.actor)
    return visit.redirect(SECURITY, visit.gettext("The authenticator app is removed."))


@router.post("/account/security/recovery-codes", dependencies=[WakesMailer])
async def renew_codes(visit: Author) -> Response:
    require_confirmed(visit)
    codes = await visit.db.write(commands.renew_codes, visit.actor)
    return show_codes(visit, codes, visit.gettext("The codes from before do not work any more."))


def show_codes(visit: SignedIn, codes: list[str], done: str) -> Response:
    """Show recovery codes this once; the response is stored nowhere."""
    return account_page(visit, "account_codes.html", codes=codes, done=done)


async def page(visit: SignedIn, faults: Faults | None = None) -> Response:
    title = visit.settings.site_title
    try:
        totp = await enrolment.get_enrolment(visit.db, keys_of(visit), visit.actor, title)
    except NotEnrollingError:
        return visit.redirect(SECURITY)
    status = INVALID if faults else 200
    return account_page(
        visit, "account_app.html", status=status, totp=totp, faults=faults or Faults()
    )
