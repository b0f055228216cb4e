"""Confirmation of a session over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from blog_api.auth.confirmation import Confirmer
from blog_api.auth.dependencies import CONFIRM_PATH, USER, CurrentUser, PasswordHasher
from blog_api.auth.login_attempts import Guesses
from blog_api.auth.passkeys.dependencies import FoundParty
from blog_api.auth.schemas import ConfirmIn
from blog_api.errors import (
    MfaRequiredError,
    PasswordsBusyError,
    ThrottledError,
    WrongCodeError,
    WrongPasswordError,
)
from blog_api.http.client_ip import client_address
from blog_api.http.dependencies import WriteDb
from blog_api.http.json_body import json_body
from blog_api.http.rate_limiting import Limiter
from blog_api.http.routing import error_responses

router = APIRouter(tags=["auth"])


async def get_confirmer(
    request: Request,
    db: WriteDb,
    passwords: PasswordHasher,
    limiter: Limiter,
    party: FoundParty,
) -> Confirmer:
    return Confirmer(Guesses(db, passwords, limiter), request.app.state.data_keys, party)


@router.post(
    CONFIRM_PATH,
    operation_id="confirm_session",
    dependencies=[USER],
    status_code=204,
    response_class=Response,
    responses=error_responses(
        WrongPasswordError, MfaRequiredError, WrongCodeError, ThrottledError, PasswordsBusyError
    ),
)
async def confirm(
    data: Annotated[ConfirmIn, json_body(ConfirmIn)],
    request: Request,
    actor: CurrentUser,
    confirmer: Annotated[Confirmer, Depends(get_confirmer)],
) -> None:
    """Confirm your session: for CONFIRMATION_SECONDS it may do what needs a confirmation.

    With a second factor, send a code of it or the `credential` of a passkey; without one, the
    password.
    """
    await confirmer.confirm(actor, data, client_address(request))
