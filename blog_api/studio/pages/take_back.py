"""Taking an email address back after its change: the page of the link in the notice.

The token is the proof, so nobody signs in here. As in `recovery.py`, it stands behind the `#`.
"""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.account_recovery.routes import get_reverting
from blog_api.account_recovery.schemas import RevertIn
from blog_api.auth.passkeys.relying_party import relying_party_of
from blog_api.errors import (
    MfaRequiredError,
    OneTimeTokenRefusedError,
    ThrottledError,
    WrongCodeError,
)
from blog_api.http.client_ip import client_address
from blog_api.http.rate_limiting import rate_limited
from blog_api.mail.dependencies import WakesMailer
from blog_api.rate_limits import TOKEN_FROM_ADDRESS
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import AnyVisit
from blog_api.studio.errors import SIGN_IN
from blog_api.studio.forms import Fault, Faults, Form, parse_model, read_form
from blog_api.studio.requests import INVALID, Visit
from blog_api.studio.words import sentence_of

router = APIRouter(prefix=PATH)
LIMITED: Final = [rate_limited(TOKEN_FROM_ADDRESS), WakesMailer]
FIELD_OF: Final = {OneTimeTokenRefusedError: "token", WrongCodeError: "otp", ThrottledError: ""}


@router.get("/revert")
async def show_revert(visit: AnyVisit) -> Response:
    """Say in words the effect of taking the address back; nothing is done yet."""
    return page(visit, Form())


@router.post("/revert", dependencies=LIMITED)
async def revert(visit: AnyVisit, request: Request) -> Response:
    """Take the address back; ask for a code first if the account had a second factor before."""
    form = await read_form(request)
    try:
        data = parse_model(RevertIn, read_revert(form))
        await run_revert(visit, data)
    except MfaRequiredError:
        return page(visit, form, asks_for_code=True)
    except (OneTimeTokenRefusedError, WrongCodeError, ThrottledError) as error:
        fault = Fault(FIELD_OF[type(error)], sentence_of(error, visit.language))
        return page(visit, form, Faults([fault]), asks_for_code=has_code(form))
    except RequestValidationError as error:
        return page(visit, form, visit.faults(error), asks_for_code=has_code(form))
    text = visit.gettext(
        "The address is yours again, and everyone is signed out. A mail is on its way to it: "
        "choose a new password with that."
    )
    return visit.redirect(SIGN_IN, text)


def read_revert(form: Form) -> dict[str, Any]:
    """Return the fields that were filled in; a recovery code goes before a code of the app."""
    given = {name: "".join(form.get(name).split()) for name in ("token", "otp", "recovery_code")}
    if given["recovery_code"]:
        del given["otp"]
    return {name: text for name, text in given.items() if text or name == "token"}


def has_code(form: Form) -> bool:
    return form.has("otp") or form.has("recovery_code")


async def run_revert(visit: Visit, data: RevertIn) -> None:
    state = visit.request.app.state
    party = relying_party_of(visit.settings)
    reverting = await get_reverting(
        visit.request, visit.db, state.passwords, state.rate_limiter, party
    )
    await reverting.revert(data, client_address(visit.request))


def page(
    visit: Visit, form: Form, faults: Faults | None = None, *, asks_for_code: bool = False
) -> Response:
    return visit.render(
        "take_back.html",
        status=INVALID if faults else 200,
        form=form,
        asks_for_code=asks_for_code,
        faults=faults or Faults(),
    )
