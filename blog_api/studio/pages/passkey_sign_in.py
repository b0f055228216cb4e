"""Passkeys: sign in with one, with or without a password before it, and confirm a session."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from blog_api.auth.grants import BY_PASSKEY
from blog_api.auth.passkeys.asking import ask
from blog_api.auth.passkeys.dependencies import get_relying_party
from blog_api.auth.routes import device_of
from blog_api.http.rate_limiting import rate_limited
from blog_api.permissions import Actor
from blog_api.rate_limits import PASSKEY_CHALLENGE
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import AnyVisit, Author
from blog_api.studio.forms import Fault, Faults, Form, read_form
from blog_api.studio.pages.sign_in import REFUSED, code_page, end_session, go_on
from blog_api.studio.requests import INVALID, Visit, local_path
from blog_api.studio.sessions import issuer_of, keep

router = APIRouter(prefix=PATH)
LIMITED: Final = [rate_limited(PASSKEY_CHALLENGE)]


@router.post("/sign-in/passkey/options", dependencies=LIMITED)
async def ask_for_passkey(visit: AnyVisit, request: Request) -> Response:
    """Return a challenge as JSON: for signing in alone, or for the step after a password."""
    mfa_token = (await read_form(request)).get("mfa_token") or None
    return await challenge(visit, None, mfa_token)


@router.post("/confirm/passkey/options", dependencies=LIMITED)
async def ask_to_confirm(visit: Author) -> Response:
    """Return a challenge that only this session can answer."""
    return await challenge(visit, visit.actor, None)


async def challenge(visit: Visit, actor: Actor | None, mfa_token: str | None) -> Response:
    party = await get_relying_party(visit.request)
    options = await ask(visit.db, party, actor, mfa_token)
    return JSONResponse(options.model_dump(mode="json", by_alias=True))


@router.post("/sign-in/passkey")
async def sign_in_with_passkey(visit: AnyVisit, request: Request) -> Response:
    form = await read_form(request)
    proof = "mfa_token" if form.get("mfa_token") else "challenge_token"
    given = {"grant_type": BY_PASSKEY, "credential": form.get("credential")}
    issuer = await issuer_of(request)
    try:
        pair = await issuer.grant({**given, proof: form.get(proof)}, "password", device_of(request))
    except REFUSED:
        return refused(visit, form)
    await end_session(visit)
    keep(request, pair)
    return go_on(visit, form)


def refused(visit: Visit, form: Form) -> Response:
    """Show the page again on which the passkey was used."""
    text = visit.gettext("That passkey does not open an account here. Sign in another way.")
    faults = Faults([Fault("", text)])
    if form.get("mfa_token"):
        return code_page(visit, form, form.get("mfa_token"), form.all("method"), faults)
    return visit.render(
        "sign_in.html",
        status=INVALID,
        faults=faults,
        login="",
        next=local_path(form.get("next")),
        resume=form.get("resume"),
        has_ended=False,
    )
