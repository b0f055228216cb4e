"""Email address: its use, its confirmation, and the mails that come."""

from typing import Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.account_recovery.commands import ask_to_verify
from blog_api.errors import EmailTakenError, ThrottledError, WrongPasswordError
from blog_api.http.rate_limiting import rate_limited
from blog_api.mail.dependencies import WakesMailer
from blog_api.rate_limits import MAIL_FROM_ADDRESS
from blog_api.studio.account import (
    ACCOUNT,
    account_page,
    fault_at,
    limiter_of,
    must_confirm,
    passwords_of,
    require_confirmed_owner,
)
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.forms import Faults, parse_model
from blog_api.studio.requests import INVALID, SignedIn, constraints_as_errors
from blog_api.users import checks, commands
from blog_api.users.queries import get_private_profile
from blog_api.users.schemas import MePatch

HERE: Final = f"{ACCOUNT}/email"
router = APIRouter(prefix=PATH)


@router.get("/account/email")
async def show_email(visit: Author) -> Response:
    return await page(visit)


@router.post("/account/email", dependencies=[WakesMailer])
async def change_email(visit: Author, form: Fields) -> Response:
    await require_confirmed_owner(visit)
    email, password = form.get("email").strip(), form.get("current_password")
    if not form.has("current_password"):
        return await page(visit, email, visit.password_again("current_password"))
    try:
        data = parse_model(MePatch, {"email": email, "current_password": password})
    except RequestValidationError as error:
        return await page(visit, email, visit.faults(error))
    try:
        account = await checks.check_current_password(
            visit.db, limiter_of(visit), passwords_of(visit), visit.actor, password
        )
        with constraints_as_errors():
            await visit.db.write(commands.update_own, visit.actor, data, account.password_hash)
    except WrongPasswordError as error:
        return await page(visit, email, fault_at(visit, "current_password", error))
    except EmailTakenError as error:
        return await page(visit, email, fault_at(visit, "email", error))
    except ThrottledError as error:
        return await page(visit, email, visit.faults(error))
    done = visit.gettext(
        "We sent an email to %(email)s. Follow its link to confirm it.", email=email
    )
    return visit.redirect(HERE, done)


@router.post("/account/email/verify", dependencies=[rate_limited(MAIL_FROM_ADDRESS), WakesMailer])
async def send_again(visit: Author) -> Response:
    await visit.db.write(ask_to_verify, visit.actor)
    text = visit.gettext("A mail is on its way, unless the link of the last one still works.")
    return visit.redirect(HERE, text)


@router.post("/account/notices")
async def save_notices(visit: Author, form: Fields) -> Response:
    data = parse_model(MePatch, {"notices": {"new_login": form.has("new_login")}})
    await visit.db.write(commands.update_own, visit.actor, data, None)
    return visit.redirect(HERE, visit.gettext("Your choice is saved."))


async def page(visit: SignedIn, typed: str = "", faults: Faults | None = None) -> Response:
    return account_page(
        visit,
        "account_email.html",
        status=INVALID if faults else 200,
        profile=await get_private_profile(visit.db, visit.actor.id),
        typed=typed,
        must_confirm=await must_confirm(visit),
        faults=faults or Faults(),
    )
