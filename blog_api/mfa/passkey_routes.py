"""Passkeys of the caller over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Response

from blog_api.auth.dependencies import CONFIRMED, USER, CurrentUser
from blog_api.auth.passkeys.dependencies import Party
from blog_api.auth.passkeys.schemas import NewPasskeyOptionsOut
from blog_api.errors import (
    ConfirmationRequiredError,
    MfaUnavailableError,
    NotFoundError,
    PasskeyKnownError,
    PasskeyLimitError,
    PasskeyRefusedError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import WriteDb
from blog_api.http.json_body import json_body
from blog_api.http.path_ids import PasskeyId
from blog_api.http.routing import error_responses
from blog_api.mail.dependencies import WakesMailer
from blog_api.mfa import passkey_commands, passkey_enrolment
from blog_api.mfa.schemas import NewPasskey, PasskeyIn

router = APIRouter(prefix=f"{API}/users/me/mfa/passkeys", tags=["second factor"])


@router.post(
    "/options",
    operation_id="begin_passkey",
    dependencies=[USER, CONFIRMED],
    responses=error_responses(ConfirmationRequiredError, MfaUnavailableError),
)
async def begin_passkey(db: WriteDb, actor: CurrentUser, party: Party) -> NewPasskeyOptionsOut:
    """Begin to add a passkey: options for `navigator.credentials.create()`, for five minutes."""
    return await passkey_enrolment.begin_passkey(db, party, actor)


@router.post(
    "",
    operation_id="add_passkey",
    status_code=201,
    dependencies=[USER, CONFIRMED, WakesMailer],
    responses=error_responses(
        ConfirmationRequiredError,
        MfaUnavailableError,
        PasskeyKnownError,
        PasskeyLimitError,
        PasskeyRefusedError,
    ),
)
async def add_passkey(
    data: Annotated[PasskeyIn, json_body(PasskeyIn)], db: WriteDb, actor: CurrentUser, party: Party
) -> NewPasskey:
    """Add the passkey that a browser made; with the first factor come recovery codes."""
    return await passkey_enrolment.enrol_passkey(db, party, actor, data)


@router.delete(
    "/{passkey_id:item}",
    operation_id="remove_passkey",
    dependencies=[USER, CONFIRMED, WakesMailer],
    status_code=204,
    response_class=Response,
    responses=error_responses(ConfirmationRequiredError, NotFoundError),
)
async def remove_passkey(passkey_id: PasskeyId, db: WriteDb, actor: CurrentUser) -> None:
    """Remove a passkey; recovery codes go with the last factor."""
    await db.write(passkey_commands.remove_passkey, actor, passkey_id)
