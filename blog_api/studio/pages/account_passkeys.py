"""Passkeys of the account."""

from typing import Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import JSONResponse, Response

from blog_api.auth.credentials import NewCredential
from blog_api.auth.passkeys.dependencies import get_relying_party
from blog_api.errors import PasskeyKnownError, PasskeyLimitError, PasskeyRefusedError
from blog_api.http.fields import PathId
from blog_api.mail.dependencies import WakesMailer
from blog_api.mfa import passkey_commands, passkey_enrolment
from blog_api.mfa.schemas import PasskeyIn
from blog_api.studio.account import ACCOUNT, account_page
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields, require_confirmed
from blog_api.studio.forms import Fault, Faults, Form, parse_model
from blog_api.studio.pages.account_factors import SECURITY, show_codes
from blog_api.studio.requests import INVALID, SignedIn, constraints_as_errors
from blog_api.studio.words import sentence_of

HERE: Final = f"{ACCOUNT}/security/passkeys"
NOT_ADDED: Final = (PasskeyRefusedError, PasskeyKnownError, PasskeyLimitError)
router = APIRouter(prefix=PATH)


@router.get("/account/security/passkeys/new")
async def show_new(visit: Author) -> Response:
    require_confirmed(visit)
    return new_page(visit, Form())


@router.post("/account/security/passkeys/options")
async def begin_passkey(visit: Author) -> Response:
    require_confirmed(visit)
    party = await get_relying_party(visit.request)
    options = await passkey_enrolment.begin_passkey(visit.db, party, visit.actor)
    return JSONResponse(options.model_dump(mode="json", by_alias=True))


@router.post("/account/security/passkeys/new", dependencies=[WakesMailer])
async def add_passkey(visit: Author, form: Fields) -> Response:
    """Add the passkey that the browser made; with the first factor come recovery codes."""
    require_confirmed(visit)
    party = await get_relying_party(visit.request)
    try:
        given = {"credential": read_credential(form), "name": form.get("name").strip()}
        data = parse_model(PasskeyIn, given)
        with constraints_as_errors():
            added = await passkey_enrolment.enrol_passkey(visit.db, party, visit.actor, data)
    except RequestValidationError as error:
        return new_page(visit, form, visit.faults(error))
    except NOT_ADDED as error:
        fault = Fault("", sentence_of(error, visit.language))
        return new_page(visit, form, Faults([fault]))
    done = visit.gettext("The passkey is added.")
    if added.recovery_codes:
        return show_codes(visit, added.recovery_codes, done)
    return visit.redirect(SECURITY, done)


@router.post("/account/security/passkeys/{passkey_id}/remove", dependencies=[WakesMailer])
async def remove_passkey(visit: Author, passkey_id: PathId) -> Response:
    require_confirmed(visit)
    await visit.db.write(passkey_commands.remove_passkey, visit.actor, passkey_id)
    return visit.redirect(SECURITY, visit.gettext("The passkey is removed."))


def read_credential(form: Form) -> NewCredential:
    """Raise PasskeyRefusedError for text that no browser made."""
    try:
        return NewCredential.model_validate_json(form.get("credential"))
    except ValidationError as error:
        raise PasskeyRefusedError from error


def new_page(visit: SignedIn, form: Form, faults: Faults | None = None) -> Response:
    return account_page(
        visit,
        "account_passkey_new.html",
        status=INVALID if faults else 200,
        name=form.get("name"),
        faults=faults or Faults(),
    )
