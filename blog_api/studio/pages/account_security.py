"""Ways to sign in: the password, and the second factors."""

from typing import Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.auth.second_factor.queries import get_factors
from blog_api.errors import ThrottledError, WeakPasswordError, WrongPasswordError
from blog_api.mail.dependencies import WakesMailer
from blog_api.mfa.passkey_enrolment import list_passkeys
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
from blog_api.studio.forms import Fault, Faults, parse_model
from blog_api.studio.requests import INVALID, SignedIn
from blog_api.users import checks, commands
from blog_api.users.schemas import PasswordChangeIn

HERE: Final = f"{ACCOUNT}/security"
router = APIRouter(prefix=PATH)


@router.get("/account/security")
async def show_security(visit: Author) -> Response:
    return await page(visit)


@router.post("/account/password", dependencies=[WakesMailer])
async def change_password(visit: Author, form: Fields) -> Response:
    await require_confirmed_owner(visit)
    if not form.has("current_password"):
        return await page(visit, visit.password_again("current_password"))
    names = ("current_password", "new_password")
    try:
        data = parse_model(PasswordChangeIn, {name: form.get(name) for name in names})
        if data.new_password != form.get("repeated"):
            text = visit.gettext("The two new passwords differ.")
            return await page(visit, Faults([Fault("repeated", text)]))
        await run_change(visit, data)
    except WrongPasswordError as error:
        return await page(visit, fault_at(visit, "current_password", error))
    except (RequestValidationError, WeakPasswordError, ThrottledError) as error:
        return await page(visit, visit.faults(error))
    done = visit.gettext("Your password is changed. All other sessions have ended.")
    return visit.redirect(HERE, done)


async def run_change(visit: SignedIn, data: PasswordChangeIn) -> None:
    passwords = passwords_of(visit)
    account = await checks.check_current_password(
        visit.db, limiter_of(visit), passwords, visit.actor, data.current_password
    )
    new_hash = await passwords.hash_new(data.new_password, account.names, field="new_password")
    await visit.db.write(commands.change_password, visit.actor, account.password_hash, new_hash)


async def page(visit: SignedIn, faults: Faults | None = None) -> Response:
    return account_page(
        visit,
        "account_security.html",
        status=INVALID if faults else 200,
        factors=await get_factors(visit.db, visit.actor.id),
        passkeys=await list_passkeys(visit.db, visit.actor),
        min_length=visit.settings.password_min_length,
        must_confirm=await must_confirm(visit),
        faults=faults or Faults(),
    )
